"""Targets written as arithmetic."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from grader.inputs import Inputs
from grader.target import Target, answers, faults

INPUTS = Inputs(integers=("a", "b", "c"), count=50)
VECTORS = INPUTS.draw()
A, B, C = VECTORS.T


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a", A),
        ("c + 1", C + 1),
        ("a - b * c", A - B * C),
        ("-a", -A),
        ("(a + b) / 2", (A + B) / 2),
        ("a // 3", A // 3),
        ("a % 3", A % 3),
        ("a ** 2", A**2),
        ("abs(a)", np.abs(A)),
        ("min(a, b, 0)", np.minimum(np.minimum(A, B), 0)),
        ("max(a, b)", np.maximum(A, B)),
        ("7", np.full(50, 7.0)),
        ("sqrt(abs(a)) - exp(b / 10)", np.sqrt(np.abs(A)) - np.exp(B / 10)),
        ("sin(a) * cos(b) + tanh(log(c + 11))", np.sin(A) * np.cos(B) + np.tanh(np.log(C + 11))),
    ],
)
def test_an_expression_means_what_it_says(text: str, right: np.ndarray) -> None:
    """Each operator and function works on whole columns."""
    assert np.array_equal(answers([text], INPUTS, VECTORS)[:, 0], right)


def test_plain_numbers_are_expressions() -> None:
    """A column that is always the same needs no quotes."""
    assert TypeAdapter(Target).validate_python([1, 2.5]) == ("1", "2.5")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "a +", "a b", "import os", "lambda: 1", "a.real", "a[0]", "[a]", "'a'", "True", "a if b else c",
        "a and b", "a < b", "f'{a}'", "open('x')", "abs()", "abs(x=a)", "a := 1", "a; b", "a\nb", "1j", "(" * 150,
        "a" * 300, "\0", "**a", "min(*a)", "__import__('os')", "sinh(a)", "a(1)",
    ],
)  # fmt: skip
def test_what_is_not_arithmetic_is_refused(text: str) -> None:
    """Nothing but arithmetic is ever evaluated."""
    with pytest.raises(ValidationError, match="expected arithmetic"):
        TypeAdapter(Target).validate_python([text])


@pytest.mark.parametrize(
    "text",
    ["1 / (a - a)", "9 ** 9 ** 9 ** 9", "10 ** a ** 99", "abs(a, b)", "sqrt(a)", "log(a, b)", "-" * 180 + "1e999"],
)
def test_what_has_no_value_for_some_input_is_refused(text: str) -> None:
    """A target must be a number for every input, and found out soon."""
    (fault,) = faults([text], INPUTS)
    assert fault.at == ("target", 0)
    assert "expected a number" in fault.message


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    """Only the columns of the inputs have a meaning."""
    inputs = Inputs(integers=("length", "width"))
    (fault,) = faults(["lenght * width"], inputs)
    assert fault.hint == "did you mean `length`?"


def test_whole_numbers_may_be_asked_for() -> None:
    """Rounding to the right integer makes sense only where the right answer is one."""
    assert not list(faults(["a / 2"], INPUTS))
    assert list(faults(["a / 2"], INPUTS, whole=True))


@given(st.text(alphabet="abc0123456789+-*/%() .,minxsqrt_'\"[]", max_size=30))
def test_any_text_is_refused_or_gives_finite_answers(text: str) -> None:
    """What passes both gates can be evaluated."""
    try:
        target = TypeAdapter(Target).validate_python([text])
    except ValidationError:
        return
    if not list(faults(target, INPUTS)):
        assert np.isfinite(answers(target, INPUTS, VECTORS)).all()
