"""`learned` on hand-built answers under four conditions."""

import numpy as np
import pytest
from numpy.typing import NDArray
from observations import phases

from grader.check import Seen
from grader.checks.held_out_loss import HeldOutLoss
from grader.checks.learned import Learned
from grader.inputs import Inputs
from grader.wire.observation import Answer, Array, Condition, Failure, Observation
from grader.wire.training import Summary, Training

INPUTS = Inputs(integers=("a", "b", "c"), count=50)
CHECK = Learned(check="learned", points=0, inputs=INPUTS, target=("a", "b", "c", "c + 1", "c + 2"))
TRAINED = Training(summary=Summary(steps=1, backwards=1))
X = INPUTS.draw()
RIGHT = np.column_stack([X, X[:, 2] + 1, X[:, 2] + 2])
WRONG = RIGHT[::-1].copy()


def seen(training: Training | None = TRAINED, **outputs: NDArray[np.float64] | None) -> Seen:
    """Answers under each named condition; None stands for a forward that raised."""
    answers = []
    for name, values in outputs.items():
        condition: Condition = name  # type: ignore[assignment]
        if values is None:
            answers.append(Answer(INPUTS.key, None, Failure("exception", "E", ""), condition))
        else:
            array = Array(values.shape, "float64", values.astype("<f8").tobytes())
            answers.append(Answer(INPUTS.key, array, None, condition))
    return Seen(Observation(0, phases(), training=training, answers=tuple(answers)))


HONEST = {"trained": RIGHT, "fresh": WRONG, "random": WRONG, "gradients": RIGHT}


@pytest.mark.parametrize(
    ("changed", "diagnosis"),
    [
        ({}, "correct"),
        ({"random": RIGHT}, "right_with_random_parameters"),
        ({"random": RIGHT, "fresh": RIGHT}, "right_with_random_parameters"),
        ({"fresh": RIGHT}, "right_before_training"),
        ({"gradients": WRONG}, "other_answers_in_training"),
        ({"trained": WRONG, "gradients": WRONG}, "correct"),
        ({"trained": WRONG * np.nan, "gradients": WRONG * np.nan}, "correct"),
        ({"random": None, "fresh": None}, "correct"),
        ({"trained": RIGHT[:, :4]}, "correct"),
    ],
)
def test_each_sign_is_a_measured_fact(changed: dict[str, NDArray[np.float64] | None], diagnosis: str) -> None:
    """Only what the answers show fails the check; wrong, missing and broken answers are no sign."""
    judgement = CHECK.judge(seen(**{**HONEST, **changed}))
    assert judgement.diagnosis == diagnosis
    assert judgement.fraction == float(diagnosis == "correct")


def test_right_answers_without_any_gradient_seen_are_a_sign() -> None:
    """Weights that were copied in need no gradient."""
    assert CHECK.judge(seen(None, **HONEST)).diagnosis == "no_training_seen"
    assert CHECK.judge(seen(None, **{**HONEST, "trained": WRONG})).diagnosis == "correct"


def test_without_answers_it_is_not_judged() -> None:
    """Training that failed says nothing about what was learned."""
    assert not CHECK.judge(Seen(Observation(0, phases("train")))).judged


def test_inputs_and_target_come_from_the_first_check_that_has_them() -> None:
    """The rubric need not say them twice; fewer examples are enough here."""
    loss = HeldOutLoss(
        check="held_out_loss",
        points=1,
        inputs=Inputs(integers=("a",), count=500),
        target=("a",),
        full_marks_below=1,
        no_marks_above=2,
    )
    bare = Learned(check="learned", points=0)
    completed = bare.completed((bare, loss))
    assert isinstance(completed, Learned)
    assert completed.target == ("a",)
    assert completed.inputs is not None
    assert completed.inputs.count == 100
