"""A rubric's thresholds against what its reference measures: how often chance misses one, and which is safer."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist, median

from grader.checks.accuracy import Accuracy
from grader.checks.held_out_loss import HeldOutLoss
from grader.rubric import Rubric

_ROOM = 10
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Threshold:
    """`value` is that of the check's `key`, which what it `measures` stays below, or reaches if `larger` is better."""

    check: str
    key: str
    value: float
    measures: str
    larger: bool

    def missed(self, measured: Sequence[float], at: float | None = None) -> float:
        """Return the share of honest runs that miss the threshold, or another one `at` some value.

        Losses are taken to spread like a lognormal variable and shares like a normal one; where they can't, because
        all are the same or one is zero, those that missed it are counted.
        """
        limit = self.value if at is None else at
        if len(set(measured)) > 1 and (self.larger or min(*measured, limit) > 0):
            scale = float if self.larger else math.log
            below = NormalDist.from_samples([scale(value) for value in measured]).cdf(scale(limit))
            return below if self.larger else 1 - below
        return sum(value < limit if self.larger else value > limit for value in measured) / len(measured)

    def suggested(self, measured: Sequence[float]) -> float:
        """Return a threshold that leaves the reference room, to one digit of a loss or a hundredth of a share.

        A loss gets ten times its median or twice its most; a share loses twice the distance from its median to
        its least.
        """
        if self.larger:
            return max(math.floor(100 * (median(measured) - _TWICE * (median(measured) - min(measured)))) / 100, 0.0)
        room = max(_ROOM * median(measured), _TWICE * max(measured))
        digit = 10 ** math.floor(math.log10(room)) if room > 0 else 1
        return math.ceil(room / digit) * digit


def thresholds(rubric: Rubric) -> Iterator[Threshold]:
    """Yield every threshold for full marks that chance may miss."""
    for check in rubric.checks:
        if isinstance(check, HeldOutLoss):
            yield Threshold(check.id, "full_marks_below", check.full_marks_below, "loss", larger=False)
        elif isinstance(check, Accuracy):
            yield Threshold(check.id, "full_marks_from", check.full_marks_from, "accuracy", larger=True)
