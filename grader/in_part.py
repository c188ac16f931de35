"""Which outputs are as asked for whatever the parameters are: a fact for the instructor, who may allow it."""

from collections.abc import Iterator, Sequence

import numpy as np

from grader.held_out import Answered
from grader.report import IntegrityNote

_FEWEST = 10
"""Examples; on fewer, chance may make two errors alike."""
_SAME = 1e-3
"""Share of an output's spread, of an error, or of a distance that counts as nothing: numbers of 32 bits are rounded."""


def in_part(random: Answered) -> Iterator[IntegrityNote]:
    """Yield a note where some of the answers with random parameters are right, or as far from another as asked for."""
    if random.right.ndim != 2 or len(random.right) < _FEWEST:  # noqa: PLR2004  one row of numbers for each example
        return
    errors, spread = random.outputs - random.right, random.right.std(axis=0)
    right = [place for place in range(errors.shape[1]) if _size(errors[:, place]) < _SAME * spread[place]]
    others = [place for place in range(errors.shape[1]) if place not in right and spread[place]]
    tied = [place for i, place in enumerate(others) if any(_tied(random, place, before) for before in others[:i])]
    # To pass an input through is a way to build networks; to calculate with it is the task.
    right = [place for place in right if not (random.right[:, place] == random.vectors.T).all(axis=-1).any()]
    found = {"right": right, "as far from another as asked for": tied}
    said = [f"{_named(places)} {how}" for how, places in found.items() if places]
    if said and others:
        message = f"With random parameters too, {' and '.join(said)}: so much of the answer is not in the parameters."
        yield IntegrityNote(code="right_in_part_with_random_parameters", message=message)


def _tied(random: Answered, one: int, other: int) -> bool:
    """Whether two wrong outputs are a constant apart, as asked for, and that is more than both being small."""
    apart = random.right[:, one] - random.right[:, other]
    off = random.outputs[:, one] - random.outputs[:, other] - apart
    least = min(_size(apart), _size(random.outputs[:, other] - random.right[:, other]))
    return bool((apart == apart[0]).all()) and _size(off) < _SAME * least


def _size(errors: np.ndarray) -> float:
    return float(np.sqrt(np.square(errors).mean()))


def _named(places: Sequence[int]) -> str:
    numbers = [str(place + 1) for place in places]
    if len(numbers) == 1:
        return f"output {numbers[0]} is"
    return f"outputs {', '.join(numbers[:-1])} and {numbers[-1]} are"
