"""What wrong answers themselves tell of the reason: another rule, outputs that never change, or that have a border.

Nothing here tells a held-out input or the right answer to one.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.by_output import followed
from grader.held_out import Answered

_STILL = 0.03
"""Share of the right answers' spread below which an output stays the same."""
_ALIKE = 0.9
"""Correlation of an output that is right but for its size."""
_MOST = 0.8
_CLIPPED = 0.1
"""Share of the answers that are at a border where one cuts off the rest."""
_NEAR = 0.9
"""Where sigmoid, softmax and tanh press the answers to that are too large for them."""
_WHOLE = re.compile(r"(?:−)?(?:\d*[a-z_]\w*|\d+)(?: [+−] (?:\d*[a-z_]\w*|\d+))*")
_RIGHT = 0.05
_WRONG = 0.5
"""How far off an output is that counts as right, or as wrong."""
_MOST_TOLD = 3
_SHOWN_SO = (
    "The answers follow this closely, so it is most likely what the network was shown: look at the line that makes the "
    "wanted answers."
)
_SAME_SHAPE = (
    "Print output and wanted, and their shapes, just before the loss. Where these differ, every output is compared "
    "with other examples' answers too, and only their average can be learned. A ReLU that gives only 0 does the same, "
    "and so do weights that all start at 0."
)
_LAST_LAYER = (
    "Nothing may come after the last layer that keeps its numbers in: no ReLU, sigmoid, softmax or tanh. Return what "
    "the last nn.Linear gives."
)
_ALL_OF_THEM = (
    "In training the loss came down to nearly nothing: it leaves these out, or they were shown other answers. Compare "
    "all outputs with all wanted numbers, and look at the line that makes them."
)


_STAYS = (
    "To try it, the grader builds a new network from your class and gives it the trained parameters, and these numbers "
    "stay behind. Let __init__ begin each with self.register_buffer({name}, …): a buffer goes along."
)


class Missed(NamedTuple):
    """What the answers have in common, and what to try."""

    seen: str
    hint: str


def another_rule(given: Answered, names: Sequence[str], target: Sequence[str], *, finished: bool) -> Missed | None:
    """Return which outputs follow another sum of inputs, in whole numbers, where that is most of the error.

    `target` is what students are told. An output that only lacks its constant may be on its way to it, unless the
    training had `finished`.
    """
    if given.right.ndim != 2:  # noqa: PLR2004  one row of numbers for each example
        return None
    learned = followed(given.vectors, given.outputs, names)
    right = followed(given.vectors, given.right, names)
    others = {
        place: rule
        for place, (rule, wanted) in enumerate(zip(learned, right, strict=True))
        if rule != wanted and wanted and _WHOLE.fullmatch(rule) and any(name in rule for name in names)
        if finished or not wanted.startswith(f"{rule} ")
    }
    squares = np.square(given.outputs - given.right).mean(axis=0)
    if not others or squares[[*others]].sum() < _MOST * squares.sum():
        return None
    told = [
        f"output {place + 1} has become {rule}" + (f", not {target[place]}" if place < len(target) else "")
        for place, rule in list(others.items())[:_MOST_TOLD]
    ]
    said = "; ".join(told)
    return Missed(f"{said[:1].upper()}{said[1:]}.", _SHOWN_SO)


def left_behind(numbers: Sequence[str]) -> Missed | None:
    """Return that the trained network keeps `numbers` outside of its parameters, where it does."""
    if not numbers:
        return None
    named = ", ".join(f"self.{name}" for name in numbers)
    return Missed(
        "In training it came down to nearly nothing, and the network had numbers outside of its parameters that a new "
        f"one has not: {named}.",
        _STAYS.format(name=f'"{numbers[0].rpartition(".")[2]}"'),
    )


def left_out(given: Answered) -> Missed | None:
    """Return which outputs are wrong where others are exactly right, after a training that had finished."""
    if given.right.ndim != 2:  # noqa: PLR2004  one row of numbers for each example
        return None
    off = np.sqrt(np.square(given.outputs - given.right).mean(axis=0))
    right, wrong = np.flatnonzero(off < _RIGHT), np.flatnonzero(off > _WRONG)
    if not len(wrong) or not len(right) or len(wrong) + len(right) < len(off) or len(wrong) > _MOST_TOLD:
        return None
    named = " and ".join(f"output {place + 1}" for place in wrong)
    return Missed(f"All of it is in {named}; the others are right.", _ALL_OF_THEM)


def unchanging(given: Answered) -> Missed | None:
    """Return that no output changes with the input, where the right ones do."""
    if len(given.right) == 1 or not (given.outputs.std(axis=0) < _STILL * given.right.std(axis=0)).all():
        return None
    if given.outputs.std(axis=0).all() and _alike(given.outputs, given.right):
        return None  # the right answers, only smaller
    return Missed("Whatever goes in, each output stays nearly the same.", _SAME_SHAPE)


def _alike(outputs: NDArray[np.float64], right: NDArray[np.float64]) -> bool:
    """Return whether each output rises and falls with the right one."""
    one, other = ((found - found.mean(axis=0)) / found.std(axis=0) for found in (outputs, right))
    return bool(((one * other).mean(axis=0) > _ALIKE).all())


def bordered(given: Answered) -> Missed | None:
    """Return the border that no output goes beyond, and right ones do, where a function after the last layer has it."""
    low, high = float(given.outputs.min()), float(given.outputs.max())
    below, above = (given.right < -1).mean() > _CLIPPED, (given.right > 1).mean() > _CLIPPED
    pressed = bool((np.abs(given.outputs) > _NEAR).mean() > _CLIPPED) and max(-low, high) <= 1
    if pressed and low >= 0 and below and above:
        return Missed("No output was below 0 or above 1.", _LAST_LAYER)
    if pressed and below and above:
        return Missed("No output was below -1 or above 1.", _LAST_LAYER)
    if low >= 0 and below and (given.outputs == 0).mean() > _CLIPPED:
        return Missed("No output was below 0, and many were exactly 0.", _LAST_LAYER)
    return None
