"""`learned` on hand-built answers under four conditions."""

import json
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from observations import documented, phases

from grader.check import Judgement, Seen
from grader.checks.every_integer import EveryInteger
from grader.checks.held_out_loss import HeldOutLoss
from grader.checks.learned import _WORDS, Learned
from grader.inputs import Inputs
from grader.wire.observation import (
    LOOKED_AT,
    Answer,
    Array,
    Condition,
    Failure,
    Look,
    Network,
    Observation,
    Parameter,
    Phase,
)
from grader.wire.training import Summary, Training

INPUTS = Inputs(integers=("a", "b", "c"), count=50)
CHECK = Learned(check="learned", points=0, inputs=INPUTS, target=("a", "b", "c", "c + 1", "c + 2"))
TRAINED = Training(summary=Summary(steps=1, backwards=1))
X = INPUTS.draw()
RIGHT = np.column_stack([X, X[:, 2] + 1, X[:, 2] + 2])
WRONG = RIGHT[::-1].copy()


def seen(training: Training | None = TRAINED, **outputs: NDArray[np.float64] | None) -> Seen:
    """Answers under each named condition; None stands for a forward that raised. One look near the end was right."""
    answers = [Answer(INPUTS.key, Array(RIGHT.shape, "float64", RIGHT.astype("<f8").tobytes()), None, "look", 0)]
    for name, values in outputs.items():
        condition: Condition = name  # type: ignore[assignment]
        if values is None:
            answers.append(Answer(INPUTS.key, None, Failure("exception", "E", ""), condition))
        else:
            array = Array(values.shape, "float64", values.astype("<f8").tobytes())
            answers.append(Answer(INPUTS.key, array, None, condition))
    looks = (Look(99, "passing"),)
    return Seen(Observation(0, phases(), training=training, looks=looks, answers=tuple(answers)))


HONEST = {"trained": RIGHT, "fresh": WRONG, "random": WRONG, "zero": 0 * RIGHT, "gradients": RIGHT}


OF_ANSWERS: list[tuple[dict[str, NDArray[np.float64] | None], str]] = [
    ({}, "correct"),
    ({"random": RIGHT}, "right_with_random_parameters"),
    ({"random": RIGHT, "fresh": RIGHT}, "right_with_random_parameters"),
    ({"fresh": RIGHT}, "right_before_training"),
    ({"one_number": RIGHT}, "right_by_one_number"),
    ({"zero": RIGHT}, "right_without_parameters"),
    ({"zero": RIGHT - [0, 0, 0, 1, 2]}, "correct"),
    ({"gradients": WRONG}, "other_answers_in_training"),
    ({"trained": WRONG, "gradients": WRONG}, "correct"),
    ({"trained": WRONG * np.nan, "gradients": WRONG * np.nan}, "correct"),
    ({"random": None, "fresh": None}, "correct"),
    ({"trained": RIGHT[:, :4]}, "correct"),
]


@pytest.mark.parametrize(("changed", "diagnosis"), OF_ANSWERS)
def test_each_sign_is_a_measured_fact(changed: dict[str, NDArray[np.float64] | None], diagnosis: str) -> None:
    """Only what the answers show fails the check; wrong, missing and broken answers are no sign."""
    judgement = CHECK.judge(seen(**{**HONEST, **changed}))
    assert judgement.diagnosis == diagnosis
    assert judgement.fraction == float(diagnosis == "correct")


def test_right_answers_without_any_gradient_seen_are_a_sign() -> None:
    """Weights that were copied in need no gradient."""
    assert CHECK.judge(seen(None, **HONEST)).diagnosis == "no_training_seen"
    assert CHECK.judge(seen(None, **{**HONEST, "trained": WRONG})).diagnosis == "correct"


def looked_at(*found: tuple[str, int, NDArray[np.float64]], seconds: float = 1.0, backwards: int = 100) -> Seen:
    """An honest network whose answers at some looks, after some steps, were these."""
    training = Training(summary=Summary(steps=backwards, backwards=backwards))
    observation = seen(training, **HONEST).submission
    looks, answers = [], []
    for place, (when, step, values) in enumerate(found):
        looks.append(Look(step, when))  # type: ignore[arg-type]
        array = Array(values.shape, "float64", values.astype("<f8").tobytes())
        answers.append(Answer(INPUTS.key, array, None, "look", place))
    trained = (Phase("train", "ok", seconds),)
    others = [answer for answer in observation.answers if answer.condition != "look"]
    return Seen(replace(observation, looks=tuple(looks), answers=(*others, *answers), phases=trained))


HALFWAY = 0.6 * RIGHT + 0.4 * WRONG
NO_BIAS = RIGHT - [0, 0, 0, 1, 2]


OF_LOOKS: list[tuple[list[tuple[str, int, NDArray[np.float64]]], str]] = [
    ([("passing", 0, WRONG), ("passing", 50, HALFWAY), ("passing", 99, RIGHT)], "correct"),
    ([("passing", 0, RIGHT)], "right_at_the_first_step"),
    ([("passing", 0, NO_BIAS)], "correct"),
    ([("passing", 40, RIGHT)], "correct"),
    ([("passing", 0, WRONG), ("passing", 99, WRONG)], "right_only_after_training"),
    ([("passing", 0, WRONG), ("passing", 99, WRONG * np.nan)], "right_only_after_training"),
    ([("passing", 0, WRONG * np.nan)], "correct"),
    ([("passing", 0, WRONG), ("passing", 99, RIGHT * 6 + 2)], "correct"),
    ([("passing", 0, WRONG), ("passing", 99, RIGHT), ("passing", 50, WRONG)], "correct"),
    (
        [("passing", 0, WRONG), ("passing", 99, RIGHT), ("before_jump", 50, WRONG), ("after_jump", 50, RIGHT)],
        "right_by_one_jump",
    ),
    (
        [("passing", 20, RIGHT), ("before_jump", 50, WRONG), ("after_jump", 50, RIGHT)],
        "correct",
    ),
    (
        [("passing", 99, RIGHT), ("before_jump", 50, HALFWAY), ("after_jump", 50, WRONG)],
        "correct",
    ),
]


def unseen(size: int, training: Training) -> Seen:
    """A network of so many parameters, of which no look was taken."""
    network = Network("MyNetwork", (Parameter("w", (size,), trainable=True),))
    return Seen(replace(looked_at().submission, network=network, training=training))


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    found = [CHECK.judge(seen(**{**HONEST, **changed})) for changed, _ in OF_ANSWERS]
    found += [CHECK.judge(looked_at(*looks)) for looks, _ in OF_LOOKS]
    fast = looked_at(("passing", 99, RIGHT), seconds=0.01, backwards=8000)
    others = (seen(None, **HONEST), fast, unseen(20, TRAINED), Seen(Observation(0, phases("train"))))
    return [*found, *map(CHECK.judge, others)]


@pytest.mark.parametrize(("looks", "diagnosis"), OF_LOOKS)
def test_looks_while_it_trained_tell_where_the_answer_came_from(
    looks: list[tuple[str, int, NDArray[np.float64]]], diagnosis: str
) -> None:
    """Learned, scaled at the end or restored is honest; written in at the start, in the middle or at the end isn't."""
    judgement = CHECK.judge(looked_at(*looks))
    assert judgement.diagnosis == diagnosis, judgement.evidence
    json.dumps(judgement.evidence, allow_nan=False)


@pytest.mark.parametrize(
    ("size", "training", "diagnosis"),
    [
        (20, TRAINED, "not_seen_while_it_trained"),
        (LOOKED_AT + 1, TRAINED, "correct"),
        (20, Training(summary=Summary(functional=100)), "correct"),
    ],
)
def test_a_network_that_was_never_seen_while_gradients_arrived(size: int, training: Training, diagnosis: str) -> None:
    """One that is small enough is seen at each gradient; torch.func shows none."""
    assert CHECK.judge(unseen(size, training)).diagnosis == diagnosis


def test_what_else_is_asked_is_asked_with_random_parameters_too() -> None:
    """An answer that is written down for the inputs of another check only is a sign as well."""
    further = EveryInteger(check="every_integer", points=1, target=CHECK.target, count=50)
    loss = HeldOutLoss(
        check="held_out_loss", points=1, inputs=INPUTS, target=CHECK.target, full_marks_below=1, no_marks_above=2
    )
    check = Learned(check="learned", points=0).completed((loss, further))
    asked = {q.inputs.key: q.inputs for q in further.asks().questions}
    assert set(asked) <= {q.inputs.key for q in check.asks().questions if q.condition == "random"}
    for fraction, diagnosis in ((1.0, "right_with_random_parameters"), (0.5, "correct")):
        observation, answers = seen(**HONEST).submission, []
        for key, inputs in asked.items():
            x = inputs.draw()
            right = fraction * np.column_stack([x, x[:, 2] + 1, x[:, 2] + 2])
            answers.append(Answer(key, Array(right.shape, "float64", right.tobytes()), None, "random"))
        judgement = check.judge(Seen(replace(observation, answers=(*observation.answers, *answers))))
        assert judgement.diagnosis == diagnosis


def test_more_steps_than_time_allows_are_a_sign() -> None:
    """What the child says of its steps is held against the host's clock."""
    last = ("passing", 99, RIGHT)
    assert CHECK.judge(looked_at(last, seconds=0.01, backwards=8000)).diagnosis == "faster_than_possible"
    assert CHECK.judge(looked_at(last, seconds=0.3, backwards=8000)).diagnosis == "correct"


def test_every_sign_has_its_words_and_its_line_in_the_documentation() -> None:
    """No code without a message."""
    assert documented(Learned) - {"correct", "no_evaluate"} == set(_WORDS)


def test_without_answers_it_is_not_judged() -> None:
    """Training that failed says nothing about what was learned."""
    assert not CHECK.judge(Seen(Observation(0, phases("train")))).judged


def test_inputs_and_target_come_from_the_first_check_that_has_them() -> None:
    """The rubric need not say them twice; fewer examples are enough with values that aren't the trained ones."""
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
    counts = {question.condition: question.inputs.count for question in completed.asks().questions}
    assert counts.pop("trained") == counts.pop("gradients") == 500
    assert set(counts.values()) == {100}


def test_looks_tell_nothing_where_several_threads_trained() -> None:
    """From then on none was taken: those that are there are of the beginning."""
    watched = looked_at(("passing", 0, WRONG), ("passing", 99, WRONG)).submission
    summary = Summary(steps=100, backwards=100, several=True)
    threads = replace(watched, training=Training(summary=summary))
    assert CHECK.judge(Seen(threads)).diagnosis == "correct"
    assert CHECK.judge(unseen(20, Training(summary=summary))).diagnosis == "correct"
