"""Held-out inputs, drawn from their description."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from grader.inputs import Inputs


@given(st.integers(-50, 50), st.integers(0, 50), st.integers(0, 2**63 - 1))
def test_integers_lie_between_the_bounds(low: int, width: int, seed: int) -> None:
    """Both bounds belong to the range, and every entry is a whole number."""
    vectors = Inputs(integers=("a", "b"), low=low, high=low + width, count=20, seed=seed).draw()
    assert vectors.shape == (20, 2)
    assert low <= vectors.min()
    assert vectors.max() <= low + width
    assert np.array_equal(vectors, np.rint(vectors))


def test_the_same_description_draws_the_same_vectors() -> None:
    """A grade can be repeated; another seed, count or range draws others and has another key."""
    first, same = Inputs(integers=("a",)), Inputs(integers=("a",), count=500)
    assert np.array_equal(first.draw(), same.draw())
    assert first.key == same.key
    others = [Inputs(integers=("a",), **change) for change in ({"seed": 8}, {"count": 9}, {"low": -9}, {"high": 9})]
    assert len({first.key, *(other.key for other in others)}) == 5


def test_both_bounds_are_drawn() -> None:
    """Neither end of the range is left out."""
    vectors = Inputs(integers=("a",), low=0, high=3).draw()
    assert set(vectors[:, 0]) == {0, 1, 2, 3}


@given(st.floats(-50, 50), st.floats(0.5, 50), st.integers(0, 2**63 - 1))
def test_numbers_lie_between_the_bounds(low: float, width: float, seed: int) -> None:
    """They are of all kinds, not whole ones only."""
    vectors = Inputs(numbers=("a", "b"), low=low, high=low + width, count=20, seed=seed).draw()
    assert vectors.shape == (20, 2)
    assert low <= vectors.min()
    assert vectors.max() <= low + width
    assert not np.array_equal(vectors, np.rint(vectors))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "expected `integers` or `numbers`, found neither"),
        ({"integers": ("a",), "numbers": ("b",)}, "found both"),
        ({"integers": ("a",), "low": 0.5}, "expected a whole number, found 0.5"),
        ({"numbers": ("a", "a")}, "expected different names, found `a` twice"),
        ({"numbers": ("a",), "low": float("nan")}, "finite"),
        ({"numbers": tuple("abcdefghijklmnopqrstuvwxyz"), "count": 100_000}, "at most 80,659 vectors of 26 numbers"),
    ],
)
def test_inputs_that_make_no_sense_are_refused(keys: dict[str, Any], said: str) -> None:
    """Each mistake has its message."""
    with pytest.raises(ValidationError) as caught:
        Inputs(**keys)
    assert said in str(caught.value)
