"""What is not installed and only draws is stood in for; all else is missing, as in Python."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from importlib.abc import MetaPathFinder

import numpy as np
import pytest
from observing import NETWORK, see
from torch import nn

from grader.inside import stand_ins
from grader.inside.stand_ins import Idle
from grader.sandbox.observe import Place

LIBRARIES = sorted(stand_ins.SHOWING)


class Nowhere(MetaPathFinder):
    """Finds nothing."""

    def find_spec(self, *_: object) -> None:
        """Find nothing."""


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An interpreter that finds no library of SHOWING but by the stand-ins."""
    for name in [name for name in sys.modules if name.partition(".")[0] in {*stand_ins.SHOWING, "google"}]:
        monkeypatch.delitem(sys.modules, name)
    for loader in ("pandas.plotting._matplotlib", "torch.utils.tensorboard"):
        monkeypatch.delitem(sys.modules, loader, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Nowhere()])
    stand_ins.offer()
    yield
    for name in [name for name, module in sys.modules.items() if isinstance(module, Idle)]:
        del sys.modules[name]


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize("library", LIBRARIES)
def test_each_is_found_with_its_parts(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A part of it too; it is said once that nothing was shown."""
    importlib.import_module(f"{library}.some.part").draw(1)
    importlib.import_module(library)
    assert capsys.readouterr().err == f"{library} is not installed where this was graded: it showed nothing.\n"


@pytest.mark.usefixtures("nothing_installed")
def test_drawing_as_students_draw_goes_through() -> None:
    """In each form that a first course has, with as many axes as were asked for."""
    lines = """
import matplotlib.pyplot as plt
from matplotlib import pyplot, cm
import seaborn as sns
plt.rcParams["figure.figsize"] = (6, 4)
sns.set_theme()
with plt.style.context("ggplot"):
    line, = plt.plot([1.0, 2.0], label="loss")
counts, edges, bars = plt.hist([1, 2, 3])
figure, axes = plt.subplots(2, 3, figsize=(5, 5))
one, axis = pyplot.subplots()
two, (left, right) = plt.subplots(1, 2)
table = plt.subplots(1, 2, squeeze=False)[1]
def draw(axis: sns.Axes | None): return abs(axis) ** 2 % 3
turns = [a for a, _ in zip(axes.ravel(), "abcdef")]
rates = [rate for rate, colour in zip([0.1, 0.2], sns.color_palette("hls", 2))]
first, *rest = sns.color_palette()
axes[1, 2].imshow([[1]], cmap=cm.viridis)
axis.set_ylim(0, axis.get_ylim()[1] * 1.1 + 2 - 1)
low, high = axis.get_ylim()
told = f"{low:.2f} {len(cm.colors)} {high}" + "%d %.1f" % (low, high)
if not plt or high > 3 or low <= 0: raise ValueError
plt.gca().invert_yaxis(); plt.savefig("loss.png"); plt.show()
"""
    names: dict[str, object] = {}
    exec(lines, names)
    assert isinstance(names["axes"], np.ndarray)
    assert names["axes"].shape == (2, 3)
    assert len(names["turns"]) == 6  # type: ignore[arg-type]
    assert names["table"].shape == (1, 2)  # type: ignore[attr-defined]
    assert names["rates"] == [0.1, 0.2]
    assert all(isinstance(names[name], Idle) for name in ("line", "counts", "bars", "axis", "left", "right"))
    assert names["told"] == "nothing 0 nothing0 0.0"
    assert list(Idle()) == []


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize("library", ["torchinfo", "torchsummary"])
def test_what_a_summary_counts_is_counted(library: str) -> None:
    """A script that compares it with what the task asks for would stop; what is not known yet is left out."""
    network = nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 2), nn.LazyLinear(4))
    network[1].requires_grad_(False)  # noqa: FBT003  torch's own way to say it
    counted = importlib.import_module(library).summary(network, input_size=(1, 3), verbose=0)
    assert (counted.total_params, counted.trainable_params) == (32, 20)
    assert f"{counted.total_params:,} {counted.total_mult_adds:,}" == "32 nothing"


@pytest.mark.usefixtures("nothing_installed")
def test_what_colab_and_pandas_load_is_there() -> None:
    """Nothing is mounted, downloaded or drawn."""
    from google.colab import drive, files  # type: ignore[import-not-found]  # noqa: PLC0415

    drive.mount("/content/drive")
    assert list(files.upload()) == []
    importlib.import_module("google.colab.patches").cv2_imshow(1)
    assert importlib.import_module("matplotlib").__version__ == "0"
    assert isinstance(importlib.import_module("pandas.plotting._matplotlib"), Idle)


@pytest.mark.usefixtures("nothing_installed")
def test_torch_writes_no_curves() -> None:
    """Its own module for them asks for a version of the library that is not there."""
    from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415

    with SummaryWriter("runs/first") as writer:
        writer.add_scalar("loss", 0.5, 1)
    assert isinstance(writer, Idle)


@pytest.mark.usefixtures("nothing_installed")
def test_no_other_library_is_stood_in_for() -> None:
    """Nothing that could be trained with."""
    with pytest.raises(ModuleNotFoundError, match="pandas"):
        importlib.import_module("pandas")


def test_an_installed_library_stays_itself() -> None:
    """With the error that it has for a part that it lacks."""
    pytest.importorskip("matplotlib")
    program = (
        "from grader.inside import stand_ins; stand_ins.offer(); import matplotlib; print(matplotlib.__version__)\n"
    )
    program += "import matplotlib.pyplott"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout[0].isdigit()
    assert "No module named 'matplotlib.pyplott'" in done.stderr


def test_a_file_that_draws_is_trained_in_the_sandbox(place: Place) -> None:
    """Progress bars for a notebook's page are plain ones there."""
    library = next(name for name in LIBRARIES if importlib.util.find_spec(name) is None)
    source = f"import {library}\nfrom tqdm.notebook import tqdm, trange\n{NETWORK}\ndef train(network):\n"
    source += f"    {library}.draw([sum(tqdm(range(5), desc='training')), *trange(2)]).show()\n"
    seen = see(place, source)
    assert seen.phase("train").outcome == "ok", seen.phase("train")
    assert f"{library} is not installed where this was graded" in seen.printed.stderr
    assert "training: 100%" in seen.printed.stderr
