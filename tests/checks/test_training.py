"""`training` on what was seen of a loop."""

from typing import Any

import pytest
from observations import documented, phases, stopped
from pydantic import ValidationError

from grader.check import Judgement, Seen
from grader.checks.training import Training
from grader.wire.observation import Network, Observation, Parameter
from grader.wire.training import Optimizer, Point, Summary
from grader.wire.training import Training as Observed

NETWORK = Network("MyNetwork", tuple(Parameter(n, (1,), True) for n in ("m1.weight", "m1.bias")))  # noqa: FBT003
FALLING = tuple(Point(step, 100.0 - step) for step in range(100))


def check(**keys: Any) -> Training:
    """A check with these keys."""
    return Training.model_validate({"check": "training", "points": 10, **keys})


def judge(
    asked: Training, *optimizers: Optimizer, steps: int = 100, points: tuple[Point, ...] = FALLING,
    names: tuple[str, ...] = ("m1.weight", "m1.bias"), first_nan: int | None = None,
) -> Judgement:  # fmt: skip
    """The verdict on a loop that ended well."""
    summary = Summary(steps=steps, optimizers=optimizers, first_nan=first_nan)
    seen = Observation(0, phases(), network=NETWORK, training=Observed((), points, names, summary))
    return asked.judge(Seen(seen))


SGD = Optimizer("SGD", 3e-3, (0, 1))


CASES: list[tuple[dict[str, Any], list[Optimizer], float, str]] = [
    ({"optimizer": "SGD", "learning_rate": 0.003, "at_least": 100, "at_most": 100}, [SGD], 1, "correct"),
    ({"optimizer": "SGD"}, [], 0, "no_steps"),
    ({"optimizer": "Adam"}, [SGD], 0, "other_optimizer"),
    ({"optimizer": "SGD", "learning_rate": 0.01}, [SGD], 0.5, "other_learning_rate"),
    ({"learning_rate": 0.01}, [Optimizer("SGD", None, (0,))], 0, "other_learning_rate"),
    ({"at_least": 101}, [SGD], 0, "too_few_steps"),
    ({"at_most": 99}, [SGD], 0, "too_many_steps"),
    ({"at_most": 0}, [SGD], 0, "too_many_steps"),
    ({"at_most": 99, "optimizer": "SGD"}, [SGD], 0.5, "too_many_steps"),
    ({"covers_all_parameters": True}, [SGD], 1, "correct"),
    ({"covers_all_parameters": True}, [Optimizer("SGD", 0.1, (0,))], 0, "parameters_left_out"),
    ({"covers_all_parameters": True}, [Optimizer("SGD", 0.1, (0,)), Optimizer("Adam", 0.1, (1,))], 1, "correct"),
    ({"loss_falls": True}, [SGD], 1, "correct"),
]


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    found = [judge(check(**keys), *optimizers) for keys, optimizers, _, _ in CASES]
    standing = judge(check(loss_falls=True), SGD, points=FALLING[::-1])
    return [*found, standing, check(at_least=1).judge(stopped("train"))]


@pytest.mark.parametrize(("keys", "optimizers", "fraction", "diagnosis"), CASES)
def test_what_is_asked_for_must_be_seen(
    keys: dict[str, Any], optimizers: list[Optimizer], fraction: float, diagnosis: str
) -> None:
    """And each of it counts the same."""
    verdict = judge(check(**keys), *optimizers)
    assert (verdict.fraction, verdict.diagnosis) == (fraction, diagnosis), verdict.message
    assert diagnosis in documented(Training)


def test_a_loss_that_does_not_fall_is_told() -> None:
    """Rising, standing still, or no number at all; a single point says nothing."""
    falls = check(loss_falls=True)
    assert judge(falls, SGD, points=FALLING[::-1]).diagnosis == "loss_not_falling"
    assert judge(falls, SGD, points=(Point(0, 1.0), Point(1, 1.0))).diagnosis == "loss_not_falling"
    assert judge(falls, SGD, first_nan=7).diagnosis == "loss_not_falling"
    assert judge(falls, SGD, points=FALLING[:1]).diagnosis == "correct"


def test_parameters_that_were_met_without_their_names_are_not_missed() -> None:
    """Nothing is said that was not seen."""
    asked = check(covers_all_parameters=True)
    assert judge(asked, SGD, names=("parameter 0", "parameter 1")).diagnosis == "correct"
    assert judge(asked, Optimizer("SGD", 0.1, (0,)), names=("parameter 0", "x")).diagnosis == "parameters_left_out"


def test_a_training_that_stopped_is_not_judged() -> None:
    """Steps may have been about to come."""
    assert check(at_least=1).judge(stopped("train")).diagnosis == "no_train"


@pytest.mark.parametrize("keys", [{}, {"at_least": 5, "at_most": 4}, {"learning_rate": 0}, {"loss_falls": False}])
def test_a_rubric_that_asks_for_nothing_is_wrong(keys: dict[str, Any]) -> None:
    """Told before students meet it."""
    with pytest.raises(ValidationError):
        check(**keys)
