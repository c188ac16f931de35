"""How far the learned rule reaches: the share of right answers in ever larger ranges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from grader.render.evidence import said
from grader.report import CheckResult


@dataclass(frozen=True, slots=True)
class Range:
    """One range, the percentage of its answers that are right, and whether that is enough."""

    name: str
    percent: float
    held: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """The figure: a bar for each range, and the percentage that is asked for."""

    template: ClassVar = "reach.html"
    keys: ClassVar = frozenset({"share_exact", "share_asked", "right_up_to"})
    ranges: tuple[Range, ...]
    asked: float


def reach(check: CheckResult) -> Reach | None:
    """Return the figure of the ranges that the check tried, None where it tried none."""
    shares, asked = check.evidence.get("share_exact"), check.evidence.get("share_asked")
    if not isinstance(shares, Mapping) or not isinstance(asked, int | float):
        return None
    found = {said(name): share for name, share in shares.items() if isinstance(share, int | float)}
    ranges = tuple(Range(name, 100 * share, share >= asked) for name, share in found.items())
    return Reach(ranges, 100 * asked) if ranges else None
