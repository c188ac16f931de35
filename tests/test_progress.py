"""The line that says how far a run is."""

from dataclasses import replace
from io import StringIO

import pytest
from observing import NETWORK, QUICK
from rich.console import Console

from grader.progress import ProgressLine, sparkline
from grader.sandbox.listener import Listener
from grader.sandbox.observe import Place, observe
from grader.wire.observation import PhaseName
from grader.wire.plan import Plan, SourceFile
from grader.wire.training import Point, Summary, TrainingChunk

PLAN = Plan("train", "student.py", "MyNetwork", "train", None, 0, "cpu", QUICK, (3,))
LOOP = """
def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for step in range(20):
        optimizer.zero_grad()
        (network(torch.ones(3)) ** 2).sum().backward()
        optimizer.step()
"""


class Notes(Listener):
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def started(self, plan: Plan) -> None:  # noqa: D102  as in its base, like the others
        self.heard.append(f"seed {plan.seed}")

    def began(self, phase: PhaseName) -> None:  # noqa: D102
        self.heard.append(phase)

    def trained(self, chunk: TrainingChunk) -> None:  # noqa: D102
        if chunk.summary.steps == 16:
            self.heard.append(f"{chunk.summary.steps} steps")


def test_a_run_is_heard_while_it_runs(place: Place) -> None:
    """Its phases in order, and the training in between."""
    notes = Notes()
    here = Place(place.zygote, listener=notes)
    observe(here, [SourceFile("student.py", f"{NETWORK}{LOOP}".encode())], PLAN, [])
    assert notes.heard == ["seed 0", "load", "build", "train", "16 steps"]


@pytest.mark.parametrize(
    ("losses", "most", "drawn"),
    [
        ([100.0, 10.0, 1.0], 16, "█▅▁"),
        ([1.0, 1.0], 16, "▁▁"),
        ([1.0, None, 2.0], 16, "▁×█"),
        ([0.0, 1.0], 16, "▁█"),
        ([None], 16, "×"),
        ([], 16, ""),
        ([100.0, 100.0, 1.0, 1.0], 2, "█▁"),
        ([1.0, 2.0], -3, ""),
    ],
)
def test_the_loss_is_drawn_by_its_size(losses: list[float | None], most: int, drawn: str) -> None:
    """Ten times less is as far down at the end as at the beginning; what is no number is seen as such."""
    assert sparkline(losses, most) == drawn


@pytest.mark.parametrize(("width", "bars"), [(100, " ▁"), (72, " ▁"), (48, " ")])
def test_the_line_says_how_far_it_is_and_goes_when_the_report_comes(width: int, bars: str) -> None:
    """Which attempt, steps, loss and the time to the limit, with the curve where there is room."""
    screen = StringIO()
    with ProgressLine(Console(file=screen, force_terminal=True, width=width, _environ={}), seed=5) as line:
        line.started(replace(PLAN, seed=6))
        line.began("train")
        assert str(line._line()).strip() == "attempt 2: training · limit in 10 s"
        line.trained(TrainingChunk((), (), (Point(0, 2.5),), (), Summary(steps=7)))
        assert str(line._line()) == f"attempt 2: training · 7 steps · loss 2.5 · limit in 10 s{bars}"
        line.ended()
    shown = screen.getvalue()
    assert "7 steps" in shown
    assert shown[shown.rindex("7 steps") :].endswith("\x1b[1A\x1b[2K")


def test_what_is_no_number_is_said_to_be_none() -> None:
    """An explosion is seen while it happens."""
    line = ProgressLine(Console(file=StringIO(), width=80), seed=0)
    line.trained(TrainingChunk((), (), (Point(0, None),), (), Summary(steps=3)))
    assert "loss nan ×" in str(line._line())
