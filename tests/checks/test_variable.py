"""`variable` on what a name may hold."""

from typing import Any

import numpy as np
import pytest
from observations import documented, phases, stopped
from pydantic import ValidationError

from grader.check import Judgement, Seen
from grader.checks.variable import Variable
from grader.wire.observation import Array, Observation
from grader.wire.observation import Variable as Held

MATRIX = [[3, 3, 5], [4, 10, 8]]


def check(**keys: Any) -> Variable:
    """A check of the name `m`."""
    return Variable.model_validate({"check": "variable", "points": 5, "name": "m", **keys})


def tensor(value: Any, dtype: str = "float32", *, requires_grad: bool = False, computed: bool = False) -> Held:
    """A tensor as it crosses the wall."""
    numbers = np.array(value, np.float64)
    array = Array(numbers.shape, "float64", numbers.astype("<f8").tobytes())
    return Held("m", "Tensor", "", numbers.shape, dtype, requires_grad, computed, array)


def judge(asked: Variable, held: Held) -> Judgement:
    """The verdict on a file that ran to its end."""
    return asked.judge(Seen(Observation(0, phases(), variables=(held,))))


CASES: list[tuple[dict[str, Any], Held, float, str]] = [
    ({"value": MATRIX}, tensor(MATRIX, "int64"), 1, "correct"),
    ({"value": 7.3, "tolerance": 0.01}, tensor(7.3049), 1, "correct"),
    ({"value": 7.3}, tensor(7.31), 0, "wrong_value"),
    ({"value": 7.3}, tensor(float("nan")), 0, "wrong_value"),
    ({"value": 7.3}, tensor([7.3]), 0, "wrong_shape"),
    ({"shape": [2, 3]}, tensor(MATRIX), 1, "correct"),
    ({"shape": []}, tensor(2.2), 1, "correct"),
    ({"value": 2.2, "dtype": "float32"}, tensor(2.2, "float64"), 0.5, "wrong_dtype"),
    ({"value": 3.0, "requires_grad": True}, tensor(3.0), 0.5, "wrong_requires_grad"),
    ({"requires_grad": False}, tensor(3.0), 1, "correct"),
    ({"requires_grad": False}, tensor(3.0, requires_grad=True), 0, "wrong_requires_grad"),
    ({"value": 15, "computed": True}, tensor(15.0), 0.5, "not_computed"),
    ({"value": 15, "computed": True}, tensor(15.0, computed=True), 1, "correct"),
    ({"value": 1}, Held("m", None), 0, "no_variable"),
    ({"value": 1}, Held("m", "int"), 0, "no_tensor"),
    ({"value": [0.0] * 30}, Held("m", "Tensor", shape=(30,), dtype="float32"), 0, "wrong_value"),
]


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    return [*(judge(check(**keys), held) for keys, held, _, _ in CASES), check(value=1).judge(stopped("train"))]


@pytest.mark.parametrize(("keys", "held", "fraction", "diagnosis"), CASES)
def test_what_is_asked_for_must_hold(keys: dict[str, Any], held: Held, fraction: float, diagnosis: str) -> None:
    """And each of it counts the same."""
    verdict = judge(check(**keys), held)
    assert (verdict.fraction, verdict.diagnosis) == (fraction, diagnosis), verdict.message
    assert diagnosis in documented(Variable)


def test_a_name_like_it_is_told() -> None:
    """A slip of the pen is the commonest cause."""
    assert "`matrix_tensor`" in judge(check(value=1), Held("m", None, "matrix_tensor")).message


def test_a_file_that_stopped_is_not_judged() -> None:
    """Nothing was looked at."""
    assert check(value=1).judge(stopped("train")).diagnosis == "no_train"


@pytest.mark.parametrize(
    "keys",
    [{}, {"value": "a"}, {"value": [[1, 2], [3]]}, {"value": []}, {"value": [float("inf")]}, {"dtype": "float"},
     {"value": 1, "tolerance": -1}, {"computed": False}],
)  # fmt: skip
def test_a_rubric_that_asks_for_nothing_or_for_no_numbers_is_wrong(keys: dict[str, Any]) -> None:
    """Told before students meet it."""
    with pytest.raises(ValidationError):
        check(**keys)


@pytest.mark.parametrize(
    ("title", "held", "said"),
    [
        ("", tensor(2.2), "`m` holds 2.2."),
        ("`m` is a number", tensor([1, 2]), "It holds [1.0, 2.0]."),
        ("", tensor([0.0] * 30), "`m` holds 30 numbers."),
        (
            "",
            Held("m", "Tensor", shape=(10**6,), dtype="float32", requires_grad=False),
            "`m` holds more numbers than are shown.",
        ),
    ],
)
def test_what_was_seen_is_told(title: str, held: Held, said: str) -> None:
    """With its numbers also where they are right; a title of the rubric's own names the variable already."""
    assert judge(check(title=title, requires_grad=False), held).message == said
