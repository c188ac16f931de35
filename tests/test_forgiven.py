"""One cause, one loss of marks: `forgive_when`, on hand-built observations."""

from pathlib import Path

import numpy as np
import pytest

from grader.inputs import Inputs
from grader.judge import judge
from grader.report import CheckResult, Report
from grader.rubric import Rubric, read
from grader.submission import Submission
from grader.wire.observation import Answer, Array, Observation, Phase
from grader.wire.training import Event, Found, Group, Summary, Training

RUBRIC = """
title: A rubric
submission: {network: MyNetwork, train: train}
checks:
  - check: held_out_loss
    points: 70
    inputs: {integers: [a], low: -10, high: 10, count: 20}
    target: [a]
    full_marks_below: 1
    no_marks_above: 2
    FORGIVE
  - {check: zero_grad, title: The reset, points: 30, visibility: visible}
"""
FORGIVING = "forgive_when: never_zeroed"


def rubric(forgive: str = FORGIVING, **changes: str) -> Rubric:
    """The rubric above, with other words in it."""
    text = RUBRIC.replace("FORGIVE", forgive)
    for old, new in changes.items():
        text = text.replace(old, new)
    return read(text.encode(), Path("a_rubric.yaml"))


def seen(*, reset: bool, error: float, given: Rubric) -> Observation:
    """Twelve steps with or without a reset, and answers that are all `error` too high."""
    inputs: Inputs = given.checks[0].asks().questions[0].inputs
    found: Found = "none" if reset else "same"
    events = [
        event
        for step in range(12)
        for event in (
            Event("backward", "s.py:1", None, (Group(found if step else "none", (0,)),)),
            Event("step", "s.py:2", 0, (Group("same", (0,)),)),
        )
    ]
    answers = inputs.draw() + error
    return Observation(
        0,
        tuple(Phase(name, "ok", 1.0) for name in ("load", "build", "train", "evaluate")),
        training=Training(tuple(events), (), ("m1.weight",), Summary(steps=12, backwards=12)),
        answers=(Answer(inputs.key, Array(answers.shape, answers.dtype.name, np.asarray(answers).tobytes())),),
    )


def report(given: Rubric, *, reset: bool = False, error: float = 3.0) -> tuple[Report, dict[str, CheckResult]]:
    """Judge such a training."""
    judged = judge(given, Submission("s", "s.py", ()), seen(reset=reset, error=error, given=given))
    return judged, {check.id: check for check in judged.checks}


def test_what_follows_from_a_missing_reset_costs_no_more_marks() -> None:
    """The verdict stays, the points are kept, and one sentence says where they were already lost."""
    _, before = report(rubric(forgive=""))
    judged, after = report(rubric())
    assert (before["held_out_loss"].score, before["zero_grad"].score) == (0, 0)
    loss = after["held_out_loss"]
    assert (loss.status, loss.diagnosis, loss.evidence) == ("failed", "not_learned", before["held_out_loss"].evidence)
    assert (loss.score, loss.forgiven, judged.score) == (70, True, 70)
    assert loss.message.endswith("No marks are lost for this: they were already lost for “The reset”.")
    assert after["zero_grad"] == before["zero_grad"]
    assert not judged.full_marks


def test_without_that_diagnosis_nothing_is_forgiven() -> None:
    """A loss that is too high for another reason costs what it costs."""
    _, checks = report(rubric(), reset=True)
    assert checks["zero_grad"].status == "passed"
    assert (checks["held_out_loss"].score, checks["held_out_loss"].forgiven) == (0, False)
    _, checks = report(rubric(forgive="forgive_when: [zeroed_once, no_step]"))
    assert (checks["held_out_loss"].score, checks["held_out_loss"].forgiven) == (0, False)


def test_what_passed_needs_no_pardon() -> None:
    """A check that lost no marks says nothing about it."""
    _, checks = report(rubric(), error=0.0)
    assert (checks["held_out_loss"].status, checks["held_out_loss"].forgiven) == ("passed", False)


def test_a_cause_that_cost_nothing_forgives_nothing() -> None:
    """No marks were lost for it, so none can have been lost already."""
    _, checks = report(rubric(**{"points: 30": "points: 0"}))
    assert checks["held_out_loss"].score == 0


def test_two_checks_cannot_forgive_each_other() -> None:
    """One of them always loses its marks."""
    judged, checks = report(rubric(**{"visibility: visible": "forgive_when: not_learned"}))
    assert [check.forgiven for check in checks.values()] == [True, False]
    assert not judged.full_marks


def test_a_check_that_was_not_judged_is_not_forgiven() -> None:
    """There is no verdict to forgive."""
    _, checks = report(rubric(forgive=f"{FORGIVING}\n    requires: [zero_grad]"))
    assert (checks["held_out_loss"].status, checks["held_out_loss"].score) == ("not_judged", 0)


def test_a_hidden_cause_is_not_named() -> None:
    """Students read the message."""
    _, checks = report(rubric(visible="hidden"))
    assert checks["held_out_loss"].forgiven
    assert "The reset" not in checks["held_out_loss"].message


@pytest.mark.parametrize("written", ["never_zeroed", "[never_zeroed]", "[zeroed_once, never_zeroed]"])
def test_one_diagnosis_needs_no_list(written: str) -> None:
    """A word or a list of them."""
    assert "never_zeroed" in rubric(forgive=f"forgive_when: {written}").checks[0].forgive_when
