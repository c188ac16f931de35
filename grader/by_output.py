"""The trained network's answers, output by output: the rule that each follows, and how far off it is.

Nothing here tells a held-out input or the right answer to one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.held_out import Answered, exploded

BINS = 21
MOST_OUTPUTS = 20
_MOST_INPUTS = 6
_STRAIGHT = 0.02
"""Share of an output's spread that may be off the line it is said to follow."""
_ROUNDING = 1e-4
"""The same share, of one that linear layers give in 32-bit numbers."""
_WHOLE = 0.3
"""Off by no more than this is what is rounded to whole numbers, whose spread around the line is 0.29."""
_ROUNDED = 0.005
_SMALL = 1e-4
"""Share of the largest weight below which another is noise."""
_LARGE = 10_000


@dataclass(frozen=True, slots=True)
class Output:
    """One of the network's outputs.

    `right` is what it should be, empty where students are not told; `learned` is the sum of inputs that it follows,
    empty where it follows none. `errors` counts the answers by how far off they are, in bins of equal width from
    -`reach` to `reach`; the outermost hold all that are beyond.
    """

    right: str
    learned: str
    mean_error: float
    errors: tuple[int, ...]


def by_output(given: Answered, names: Sequence[str], target: Sequence[str], reach: float) -> tuple[Output, ...]:
    """Return the first outputs, one by one. `names` are those of the inputs, `target` what students are told."""
    outputs = given.outputs.reshape(len(given.outputs), -1)[:, :MOST_OUTPUTS]
    errors = outputs - given.right.reshape(len(given.right), -1)[:, :MOST_OUTPUTS]
    learned = followed(given.vectors, outputs, names)
    edges = np.linspace(-reach, reach, BINS + 1)
    return tuple(
        Output(
            target[place] if place < len(target) else "",
            learned[place],
            round(float(column.mean()), 4),
            tuple(np.histogram(np.clip(column, -reach, reach), edges)[0].tolist()),
        )
        for place, column in enumerate(errors.T)
    )


def followed(vectors: NDArray[np.float64], outputs: NDArray[np.float64], names: Sequence[str]) -> list[str]:
    """Return the sum of inputs that each output follows, such as `0.98c + 1.5`, by least squares."""
    known = _known(vectors)
    if len(names) > _MOST_INPUTS or known.shape[1] != len(names) + 1 or len(vectors) < 4 * known.shape[1]:
        return [""] * outputs.shape[1]
    weights, off = _fitted(known, outputs)
    return [
        _sum(column, names) if far <= _STRAIGHT * width else ""
        for column, far, width in zip(weights.T, off, np.maximum(outputs.std(axis=0), 1.0), strict=True)
    ]


def bends(given: Answered) -> bool:
    """Return whether the answers are no sums of inputs, as those of linear layers alone are but for rounding."""
    outputs = given.outputs.reshape(len(given.outputs), -1)
    if exploded(given):
        return True
    _, off = _fitted(_known(given.vectors), outputs)
    return bool((off > np.maximum(_ROUNDING * outputs.std(axis=0), _WHOLE)).any())


def _known(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([vectors.reshape(len(vectors), -1), np.ones(len(vectors))])


def _fitted(
    known: NDArray[np.float64], outputs: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weights of the best sums, and how far off each output is from its own."""
    weights = np.linalg.lstsq(known, outputs, rcond=None)[0].astype(np.float64)
    off: NDArray[np.float64] = np.sqrt(np.square(outputs - known @ weights).mean(axis=0))
    return weights, off


def _sum(weights: NDArray[np.float64], names: Sequence[str]) -> str:
    least = max(_ROUNDED, _SMALL * float(np.abs(weights).max()))
    terms = [(float(w), name) for w, name in zip(weights, [*names, ""], strict=True) if abs(w) >= least]
    if not terms:
        return "0"
    said = " ".join(f"{'−' if weight < 0 else '+'} {_term(abs(weight), name)}" for weight, name in terms)
    return said.removeprefix("+ ") if terms[0][0] > 0 else f"−{said[2:]}"


def _term(weight: float, name: str) -> str:
    number = f"{weight:.2f}".rstrip("0").rstrip(".") if weight < _LARGE else f"{weight:.3g}"
    return name if name and number == "1" else f"{number}{name}"
