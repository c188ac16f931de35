"""A notebook's cells, run for real: what stops one names the cell and the line in it."""

from pathlib import Path

import observing
import pytest
from notebooks import colab, saved

from grader.report import Report
from grader.sandbox.observe import Place

IMPORTS = "!pip install torch\nimport torch\nfrom torch import nn\nfrom torch.optim import SGD"
NETWORK = """
class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, WIDTH)
    def forward(self, x):
        return self.m1(x)
"""
LOOP = """
%time my_network = MyNetwork()
my_sgd = SGD(my_network.parameters(), lr=1e-3)
for step in range(20):
    loss = (my_network(torch.ones(3)) ** 2).sum()
    loss.backward()
    my_sgd.step()
"""


def graded(place: Place, folder: Path, *cells: str, rubric: str = "challenge_script") -> Report:
    """Return the report of a notebook with these cells, after one attempt."""
    return observing.graded(place, saved(folder, colab(*cells)), rubric)


def detail(report: Report, phase: str) -> str:
    """Return what the report says of how a phase ended."""
    [found] = [p for p in report.phases if p.name == phase]
    return found.detail


def test_the_loop_in_a_cell_is_judged_and_its_lines_named(place: Place, tmp_path: Path) -> None:
    """The network is defined over several cells, and built anew from them for the held-out questions."""
    report = graded(place, tmp_path, IMPORTS, "%%time\nWIDTH = 5", NETWORK, LOOP, "print(step)")
    checks = {check.id: check for check in report.checks}
    assert checks["zero_grad"].diagnosis == "never_zeroed"
    assert "(cell 4, line 7: `my_sgd.step()`)" in checks["zero_grad"].message
    assert {phase.outcome for phase in report.phases} == {"ok"}
    assert report.output.stdout == "19\n"
    assert report.submission.files == ("hw.ipynb",)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("x = 1\n!ls \\\n  -l\nx.y", "cell 4, line 4, in <module>\n    x.y\nAttributeError"),
        ("!ls\ndef f():\n    return missing\n\nf()", "cell 4, line 5, in <module>\n    f()\ncell 4, line 3, in f\n"),
        ("my_network(torch.ones(4))", "cell 4, line 1, in <module>\n    my_network(torch.ones(4))\ncell 3, line 7"),
    ],
)
def test_a_traceback_names_each_cell_and_its_line(place: Place, tmp_path: Path, cell: str, said: str) -> None:
    """Lines are counted in the cell, as the notebook's own tracebacks do, below magics too."""
    report = graded(place, tmp_path, IMPORTS, "WIDTH = 5", NETWORK + "my_network = MyNetwork()", cell)
    assert said in detail(report, "train")


def test_a_cell_that_fails_stops_only_itself(place: Place, tmp_path: Path) -> None:
    """As in Jupyter: it is told where it happened, and the rest is graded."""
    failing = "my_network(torch.tensor([1, 2, 3]))"
    report = graded(place, tmp_path, IMPORTS, failing, "y = (2", "WIDTH = 5", NETWORK, LOOP, "import missing")
    assert {phase.outcome for phase in report.phases} == {"ok"}
    assert report.output.stderr.splitlines() == [
        "cell 2 stopped with an error: NameError: name 'my_network' is not defined",
        "cell 3 stopped with an error: SyntaxError: '(' was never closed",
        "cell 7 stopped with an error: ModuleNotFoundError: No module named 'missing'",
    ]


def test_what_fails_while_it_trains_is_the_fault_to_mend(place: Place, tmp_path: Path) -> None:
    """A network that is half trained is not graded in its place."""
    cells = (IMPORTS, "WIDTH = 5", NETWORK, f"{LOOP}    if step == 10:\n        raise ValueError\n", "y = 1")
    assert "cell 4, line 9, in <module>\n    raise ValueError" in detail(graded(place, tmp_path, *cells), "train")


def test_a_cell_that_is_no_python_is_named(place: Place, tmp_path: Path) -> None:
    """Python's own words, with the cell and the line."""
    report = graded(place, tmp_path, IMPORTS, "x = 1\ny = (2\n", "WIDTH = 5", NETWORK)
    assert "cell 2, line 2\n    y = (2\nSyntaxError" in detail(report, "train")


def test_what_is_lacking_is_said_of_the_notebook_with_the_nearest_line(place: Place, tmp_path: Path) -> None:
    """A misspelt function is named with its cell."""
    cells = (IMPORTS, "WIDTH = 5", NETWORK, "%matplotlib inline\ndef trian(network):\n    pass")
    report = graded(place, tmp_path, *cells, rubric="challenge")
    said = "Expected a function `train` in hw.ipynb; found `trian` (cell 4, line 2); did you mean `train`?"
    assert said in detail(report, "train")


def test_a_train_function_works_as_in_a_file(place: Place, tmp_path: Path) -> None:
    """The network is built and handed over, and the loop's lines are named."""
    train = "def train(network):\n    my_network = network\n" + LOOP.replace(
        "%time my_network = MyNetwork()", ""
    ).replace("\n", "\n    ")
    report = graded(place, tmp_path, IMPORTS, "WIDTH = 5", NETWORK, train, rubric="challenge")
    [check] = [check for check in report.checks if check.id == "zero_grad"]
    assert check.diagnosis == "never_zeroed"
    assert "(cell 4, line 9: `my_sgd.step()`)" in check.message


def test_what_only_a_notebooks_program_has_does_no_harm(place: Place, tmp_path: Path) -> None:
    """A mounted drive, a download, display and get_ipython: all are there and do nothing."""
    colab_only = (
        "from google.colab import drive, files\nimport google.colab\ndrive.mount('/content/drive')\n"
        "google.colab.files.download('x')\nprint('google.colab' in str(get_ipython()))\ndisplay('shown')\n"
        "get_ipython().run_line_magic('matplotlib', 'inline')\nif __name__ == '__main__':\n    print('main')"
    )
    report = graded(place, tmp_path, IMPORTS, "WIDTH = 5", NETWORK, colab_only, LOOP)
    assert report.output.stdout == "False\nshown\nmain\n"
    assert {phase.outcome for phase in report.phases} == {"ok"}


def test_a_class_that_can_not_be_read_is_told_with_its_line(place: Place, tmp_path: Path) -> None:
    """A scratch cell that can't be read either is not what is lacking."""
    report = graded(place, tmp_path, IMPORTS, "x = = 1", NETWORK.replace("(self, x):", "(self, x)"), LOOP)
    assert "cell 3, line 6" in detail(report, "build")
    assert "SyntaxError: expected ':'" in detail(report, "build")
