"""`zero_grad` on hand-built events."""

import pytest
from observations import phases

from grader.check import Seen
from grader.checks.zero_grad import ZeroGrad
from grader.wire.observation import Observation, PhaseOutcome
from grader.wire.training import AtStep, Backward, Before, Step, Training

CHECK = ZeroGrad(check="zero_grad", points=1)


def training(*events: Before | AtStep, functional: int = 0, moved: bool = False) -> Training:
    """Build the events of a network with one parameter: a word of `Before` is a backward, of `AtStep` a step."""
    backwards = [Backward(10, (0,), (e,), moved) for e in events if e in ("none", "zero", "left")]  # type: ignore[arg-type]
    steps = [Step(11, 0, (0,), (e,)) for e in events if e not in ("none", "zero", "left")]  # type: ignore[arg-type]
    order = "".join("b" if e in ("none", "zero", "left") else "s" for e in events)
    return Training(tuple(backwards), tuple(steps), order, functional, moved, 1)


def seen(training: Training | None, train: PhaseOutcome = "ok") -> Seen:
    """A submission whose training was seen like this."""
    return Seen(Observation(0, phases() if train == "ok" else phases("train", train), training=training))


RIGHT: tuple[Before | AtStep, ...] = ("none", "fresh") * 20


@pytest.mark.parametrize(
    ("watched", "diagnosis"),
    [
        (training(*RIGHT), "correct"),
        (training("none", "fresh", "left", "mixed", *RIGHT), "correct"),
        (training(*("none", "left", "left", "fresh") * 9), "correct_accumulation"),
        (training(*("none",) * 9, moved=True), "correct_manual"),
        (training(functional=9, moved=True), "correct_functional"),
        (training("none", "fresh", *("left", "mixed") * 9), "never_zeroed"),
        (training("none", *("left",) * 9, moved=True), "never_zeroed"),
        (training("none", "fresh", *("left", "mixed") * 9, "none", "fresh", *("left", "mixed") * 9), "zeroed_once"),
        (training(*("none", "fresh", "left", "mixed") * 9), "zeroed_sometimes"),
        (training(*("none", "lost") * 9), "zeroed_before_step"),
        (training("empty", *("none", "lost") * 9), "step_before_backward"),
        (training(*("none", "fresh", "old") * 9), "stepped_twice"),
        (training(*("empty",) * 9), "no_backward"),
        (training(*("left",) * 9), "no_step"),
        (training("none", *("left",) * 9, "fresh"), "step_outside_loop"),
        (training(*("none", "empty") * 9), "wrong_parameters"),
        (training(*("none", "other") * 9), "needs_review"),
    ],
)
def test_each_diagnosis_is_reached(watched: Training, diagnosis: str) -> None:
    """The events of a loop give its diagnosis, and full points only to a right one."""
    judgement = CHECK.judge(seen(training=watched))
    assert judgement.diagnosis == diagnosis
    assert judgement.fraction == float(diagnosis.startswith("correct") or diagnosis == "needs_review")
    assert judgement.message


def test_training_that_never_happened_is_not_judged() -> None:
    """Nothing seen is no fault."""
    assert not CHECK.judge(seen(training=None)).judged


def test_a_loop_that_was_cut_off_before_its_first_step_is_not_judged() -> None:
    """What is missing may have been about to come."""
    assert not CHECK.judge(seen(training("none"), "timeout")).judged
    assert CHECK.judge(seen(training("none", "fresh", *("left", "mixed") * 9), "timeout")).judged
