"""What the report tells of the training, on hand-built observations."""

from pathlib import Path

import pytest

from grader.judge import MOST_LOSSES, judge
from grader.report import Training
from grader.rubric import read
from grader.submission import Submission
from grader.wire.observation import Observation
from grader.wire.training import Optimizer, Point, Summary
from grader.wire.training import Training as Watched

RUBRIC = read(
    b"title: A rubric\nsubmission: {network: MyNetwork, train: train}\nchecks: [{check: zero_grad, points: 1}]\n",
    Path("a_rubric.yaml"),
)


def told(watched: Watched | None) -> Training | None:
    """Judge a submission of which only the training was seen."""
    return judge(RUBRIC, Submission("s", "s.py", ()), Observation(0, (), training=watched)).training


def test_the_report_tells_steps_optimizers_and_losses() -> None:
    """As they were seen, with no number where the loss was none."""
    summary = Summary(steps=20, first_nan=20, optimizers=(Optimizer("SGD", 0.1, (0,)),))
    found = told(Watched(points=(Point(0, 3.0, 1.0), Point(10, 2.0), Point(20, None)), summary=summary))
    assert found is not None
    assert found.model_dump() == {
        "steps": 20,
        "optimizers": ({"kind": "SGD", "learning_rate": 0.1},),
        "losses": ({"step": 0, "loss": 3.0}, {"step": 10, "loss": 2.0}, {"step": 20, "loss": None}),
        "first_nan": 20,
    }


def test_losses_are_spread_over_the_run() -> None:
    """Many at its beginning do not crowd out the rest, and the last one is always there."""
    points = (*(Point(step, 1.0) for step in range(200)), *(Point(100 * step, 1.0) for step in range(2, 100)))
    found = told(Watched(points=points))
    assert found is not None
    steps = [seen.step for seen in found.losses]
    assert len(steps) <= MOST_LOSSES + 1
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, 9_900)
    assert sum(step < 200 for step in steps) <= 4


@pytest.mark.parametrize("watched", [None, Watched()])
def test_no_training_is_told_where_none_was_seen(watched: Watched | None) -> None:
    """Neither where it was not watched nor where it had no loss."""
    assert told(watched) is None
