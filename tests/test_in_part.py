"""Outputs that are as asked for whatever the parameters are."""

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.held_out import Answered
from grader.in_part import in_part

RANDOM = np.random.default_rng(0)
VECTORS = RANDOM.integers(-10, 11, (50, 3)).astype(float)
C = VECTORS[:, 2:]
RIGHT = np.hstack([VECTORS, C + 1, C + 2])
NOISE = RANDOM.normal(size=(50, 5)) * 10


def said(outputs: NDArray[np.float64], right: NDArray[np.float64] = RIGHT, rows: int = 50) -> list[str]:
    """What is noted of the first `rows` answers of a network with random parameters."""
    given = Answered(VECTORS[:rows], outputs[:rows], right[:rows])
    return [note.message.split(": ")[0].removeprefix("With random parameters too, ") for note in in_part(given)]


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        (NOISE, []),
        (RIGHT + NOISE, []),
        (np.hstack([VECTORS, NOISE[:, 3:]]), []),
        (np.hstack([NOISE[:, :3], RIGHT[:, 3:]]), ["outputs 4 and 5 are right"]),
        (np.hstack([NOISE[:, :4], RIGHT[:, 4:]]), ["output 5 is right"]),
        (
            np.hstack([RIGHT[:, :3] + NOISE[:, [0, 0, 1]], RIGHT[:, 3:]]),
            ["outputs 4 and 5 are right"],
        ),
        (RIGHT + NOISE[:, [0, 1, 2, 2, 2]], ["outputs 4 and 5 are as far from another as asked for"]),
        (RIGHT + NOISE[:, [0, 0, 1, 2, 3]], []),
        (
            np.hstack([VECTORS[:, :1], (RIGHT + NOISE[:, [1, 1, 2, 3, 3]])[:, 1:]]),
            ["output 5 is as far from another as asked for"],
        ),
        (NOISE[:, [0, 0, 0, 0, 0]], []),
        (np.zeros((50, 5)), []),
        (RIGHT, []),
    ],
)
def test_what_is_right_whatever_the_parameters_is_noted(outputs: NDArray[np.float64], told: list[str]) -> None:
    """Not what merely looks alike, and not where all of it is: that is judged."""
    assert said(outputs) == told


def test_nothing_is_noted_of_few_examples() -> None:
    """Two errors may be alike by chance."""
    tied = RIGHT + NOISE[:, [0, 1, 2, 2, 2]]
    assert said(tied, rows=9) == []
    assert said(tied, rows=10)


def test_small_answers_where_large_ones_are_wanted_are_not_tied() -> None:
    """All of them are off by nearly as much."""
    large = np.hstack([VECTORS * 1e5, C * 1e5 + 1, C * 1e5 + 2])
    assert said(NOISE / 100, large) == []


def test_the_same_answer_wanted_twice_ties_nothing() -> None:
    """A network that gives one number twice does what was asked."""
    twice = RIGHT[:, [0, 1, 2, 2, 2]]
    assert said(twice + NOISE[:, [0, 1, 2, 2, 2]], twice) == []
