"""Files run as Python runs them: what lies below `__main__` too, with what lies beside them."""

from pathlib import Path

import pytest
from observing import NETWORK, graded, see

from grader.report import Report
from grader.sandbox.observe import Place

LOOP = """
sgd = torch.optim.SGD(my_network.parameters(), lr=1e-3)
for step in range(30):
    loss = (my_network(torch.ones(3)) ** 2).sum()
    loss.backward()
    sgd.step()
    sgd.zero_grad()
"""


def indented(text: str) -> str:
    """Return lines as they stand in a block."""
    return text.replace("\n", "\n    ")


def steps_seen(report: Report) -> object:
    """Return how many steps the loop was seen to take."""
    return next(check.evidence.get("steps") for check in report.checks if check.id == "zero_grad")


GUARD = '\nif __name__ == "__main__":\n    '
FORMS = {
    "all below the guard": NETWORK + GUARD + indented("my_network = MyNetwork()" + LOOP),
    "the loop below the guard": NETWORK + "\nmy_network = MyNetwork()" + GUARD + indented(LOOP),
    "below try": NETWORK + "\ntry:\n    " + indented("my_network = MyNetwork()" + LOOP) + "\nfinally:\n    pass\n",
    "a function that returns it": f"{NETWORK}\ndef main():\n    my_network = MyNetwork(){indented(LOOP)}\n"
    "    return my_network\nmy_network = main()\n",
    "a function that keeps it": f"{NETWORK}\ndef main():\n    my_network = MyNetwork(){indented(LOOP)}\n"
    f"{GUARD}main()\n",
}


@pytest.mark.parametrize("source", FORMS.values(), ids=FORMS)
def test_a_script_trains_wherever_its_loop_stands(place: Place, tmp_path: Path, source: str) -> None:
    """Its network is found in `my_network`, or was seen to train."""
    (tmp_path / "script.py").write_text(source)
    report = graded(place, tmp_path / "script.py")
    assert [phase.outcome for phase in report.phases] == ["ok"] * 4, report.phases
    assert steps_seen(report) == 30


def test_a_file_with_a_training_function_is_imported(place: Place, tmp_path: Path) -> None:
    """What it does as a script is left out then."""
    source = f"{NETWORK}\ndef train(my_network):{indented(LOOP)}\n{GUARD}raise SystemExit('run as a script')\n"
    (tmp_path / "module.py").write_text(source)
    assert steps_seen(graded(place, tmp_path / "module.py")) == 30


@pytest.mark.parametrize("at", ["", "src/lab"])
def test_what_lies_beside_the_file_is_imported(place: Place, tmp_path: Path, at: str) -> None:
    """Modules and packages, of a file by itself and of a folder in which it lies deeper."""
    home = tmp_path / "hand_in" / at
    (home / "parts").mkdir(parents=True)
    (home / "parts/steps.py").write_text("from .size import STEPS\n")
    (home / "parts/size.py").write_text("STEPS = 30\n")
    (home / "rate.py").write_text("RATE = 1e-3\n")
    loop = indented(LOOP).replace("range(30)", "range(STEPS)").replace("lr=1e-3", "lr=RATE")
    source = f"from parts.steps import STEPS\nfrom rate import RATE\n{NETWORK}\ndef train(my_network):{loop}\n"
    (home / "main.py").write_text(source)
    for path in (home / "main.py", tmp_path / "hand_in"):
        report = graded(place, path)
        assert steps_seen(report) == 30, report.phases


@pytest.mark.parametrize("line", ["!pip install torch", "%matplotlib inline", "get_ipython().system('pip list')"])
def test_a_notebook_that_was_downloaded_as_python_is_graded(place: Place, tmp_path: Path, line: str) -> None:
    """What only a notebook understands does nothing, and lines keep their numbers."""
    source = f"{line}\nfrom google.colab import files\n{NETWORK}\ndef train(my_network):{indented(LOOP)}\n{line}\n"
    (tmp_path / "lab.py").write_text(source)
    report = graded(place, tmp_path / "lab.py")
    assert steps_seen(report) == 30, report.phases
    lines = next(check.evidence["lines"] for check in report.checks if check.id == "zero_grad")
    assert lines["backward"] == f"lab.py:{source.splitlines().index('        loss.backward()') + 1}"


def test_code_below_a_magic_that_only_watches_runs(place: Place, tmp_path: Path) -> None:
    """As it does in the notebook."""
    cell = f"my_network = MyNetwork(){LOOP}"
    (tmp_path / "lab.py").write_text(
        f"{NETWORK}\nmy_network = None\nget_ipython().run_cell_magic('time', '', {cell!r})\n"
    )
    assert steps_seen(graded(place, tmp_path / "lab.py")) == 30


@pytest.mark.parametrize(
    "shell",
    ["from IPython import get_ipython\nshell = get_ipython()", "import IPython\nshell = IPython.get_ipython()",
     "from IPython.core.getipython import get_ipython\nshell = get_ipython()",
     "import matplotlib.pyplot as plt\nfrom IPython import get_ipython, display\nshell = get_ipython()\nplt.plot([1])"],
)  # fmt: skip
def test_a_shell_that_is_imported_is_the_same(place: Place, tmp_path: Path, shell: str) -> None:
    """IPython itself would give None here, which has no magics, and all points would be lost."""
    cell = f"my_network = MyNetwork(){LOOP}"
    source = f"{shell}\nshell.magic('reset -sf')\nshell.run_line_magic('matplotlib', 'inline')\n{NETWORK}\n"
    (tmp_path / "lab.py").write_text(f"{source}my_network = None\nshell.run_cell_magic('time', '', {cell!r})\n")
    report = graded(place, tmp_path / "lab.py")
    assert steps_seen(report) == 30, report.phases


@pytest.mark.parametrize("end", ["import sys\nsys.exit()", "raise SystemExit(0)"])
def test_a_script_may_end_itself(place: Place, tmp_path: Path, end: str) -> None:
    """Where nothing went wrong, as it says."""
    (tmp_path / "script.py").write_text(f"{NETWORK}\nmy_network = MyNetwork(){LOOP}\n{end}\n")
    report = graded(place, tmp_path / "script.py")
    assert [phase.outcome for phase in report.phases] == ["ok"] * 4, report.phases


@pytest.mark.parametrize(
    "end",
    ["print(my_network(torch.ones(4)))", "open('figure.csv')", "raise SystemExit('done')", "'text'\nmissing"],
)
def test_a_script_that_fails_after_its_training_has_trained(place: Place, tmp_path: Path, end: str) -> None:
    """What failed is printed; the rest is not run, as in Python."""
    script = f"from __future__ import annotations\n{NETWORK}\nmy_network = MyNetwork(){LOOP}\n{end}\nprint('on')\n"
    (tmp_path / "script.py").write_text(script)
    report = graded(place, tmp_path / "script.py")
    assert [phase.outcome for phase in report.phases] == ["ok"] * 4, report.phases
    assert ("stopped with an error" in report.output.stderr) == ("SystemExit" not in end)
    assert "on" not in report.output.stdout


AGAIN = "\ndef fit(network):\n    network(torch.ones(4)).sum().backward()\ndef main():\n    fit(my_network)\n"


@pytest.mark.parametrize(
    ("before", "end"),
    [
        ("", "for _ in range(3):\n    my_network(torch.ones(4)).sum().backward()"),
        (AGAIN, "main()"),
        (AGAIN, "open('data.csv')\nmain()"),
        ("", LOOP.replace("    sgd.zero_grad()", "    if step == 7: missing")),
    ],
)
def test_a_script_that_fails_while_it_may_train_was_stopped(
    place: Place, tmp_path: Path, before: str, end: str
) -> None:
    """What the rest would have made of the network nobody knows."""
    (tmp_path / "script.py").write_text(f"{NETWORK}\nmy_network = MyNetwork(){LOOP}{before}\n{end}\n")
    report = graded(place, tmp_path / "script.py")
    assert report.phases[2].outcome == "exception", report.phases


def test_drawing_names_in_a_signature_are_there(place: Place, tmp_path: Path) -> None:
    """Functions are kept with their defaults and annotations, whatever needs them."""
    plot = "import matplotlib.pyplot as plt\ndef plot(losses, axes: plt.Axes = None) -> plt.Figure: pass\n"
    (tmp_path / "script.py").write_text(f"{plot}{NETWORK}\nmy_network = MyNetwork(){LOOP}\n")
    assert steps_seen(graded(place, tmp_path / "script.py")) == 30


def test_a_mistake_stays_one_beside_a_shell_line(place: Place, tmp_path: Path) -> None:
    """Python says what is wrong, with the student's own text."""
    (tmp_path / "lab.py").write_text(f"!pip install torch\n{NETWORK}\ndef train(network)\n    pass\n")
    (load_phase,) = (phase for phase in graded(place, tmp_path / "lab.py").phases if phase.name == "load")
    assert "SyntaxError" in load_phase.detail


def test_the_nearest_name_is_one_that_holds_what_is_asked_for(place: Place, tmp_path: Path) -> None:
    """`main` is close to `train` by its letters only."""
    (tmp_path / "a.py").write_text(f"{NETWORK}\ndef main(): pass\ndef train_model(network): pass\n")
    details = [phase.detail for phase in graded(place, tmp_path / "a.py").phases]
    assert any(detail.endswith("did you mean `train` by `train_model`?") for detail in details), details


@pytest.mark.parametrize("end", ["print(MyNetwork()(torch.ones(4)))", "input()", "exit()", "raise SystemExit('done')"])
def test_what_fails_below_all_that_is_needed_costs_nothing(place: Place, tmp_path: Path, end: str) -> None:
    """As where a file tries its network out in its last line; the error is printed."""
    (tmp_path / "module.py").write_text(f"{NETWORK}\ndef train(my_network):{indented(LOOP)}\n{end}\n")
    report = graded(place, tmp_path / "module.py")
    assert steps_seen(report) == 30
    assert ("stopped with an error" in report.output.stderr) == ("(" in end and "S" not in end and "exit" not in end)


def test_what_fails_above_is_an_error(place: Place, tmp_path: Path) -> None:
    """Nobody knows what the rest would have been."""
    (tmp_path / "module.py").write_text(f"{NETWORK}\ninput()\ndef train(my_network):{indented(LOOP)}\n")
    assert graded(place, tmp_path / "module.py").phases[0].outcome == "exception"


@pytest.mark.parametrize("rest", [f"def train(my_network):{indented(LOOP)}\n", f"my_network = MyNetwork(){LOOP}"])
def test_a_class_may_have_a_second_name(place: Place, rest: str) -> None:
    """Its network is looked at while it trains, under the name that it was made with."""
    source = NETWORK.replace("class MyNetwork", "class ChallengeNet") + f"\nMyNetwork = ChallengeNet\n{rest}"
    script = "def train" not in rest
    seen = see(place, source, train=None if script else "train", trained="my_network" if script else None)
    assert {phase.outcome for phase in seen.phases} == {"ok"}, seen.phases
    assert seen.looks


def test_a_file_may_end_in_capitals(place: Place, tmp_path: Path) -> None:
    """As some systems write it."""
    (tmp_path / "HW.PY").write_text(f"{NETWORK}\ndef train(my_network):{indented(LOOP)}\n")
    assert steps_seen(graded(place, tmp_path / "HW.PY")) == 30
