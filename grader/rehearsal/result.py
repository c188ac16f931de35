"""What a rehearsal found: data only, printed as words or as JSON."""

import math
import statistics
from dataclasses import dataclass

from grader.rehearsal.thresholds import Threshold
from grader.report import Report

_RARE = 0.05


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that a check measured on the reference, over all seeds; without a check, the score."""

    check: str
    name: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What became of one mistake.

    `lost` are the checks that took points away, `by_right` says whether one that teaches against it did.
    `equivalent` is the rubric's reason why none has to.
    """

    mistake: str
    taught_by: tuple[str, ...]
    lost: tuple[str, ...]
    by_right: bool
    lines: tuple[str, ...]
    score: float | None
    equivalent: str = ""

    @property
    def survives(self) -> bool:
        """Whether the rubric lets the mistake pass, and does not say why it may."""
        return not self.by_right and not self.equivalent


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rubric tried out.

    `reports` are the reference's, one for each seed; `by_chance` the checks whose verdict depends on it.
    """

    rubric: str
    max_score: float
    by_chance: tuple[str, ...]
    reports: tuple[Report, ...]
    mistakes: tuple[Rehearsed, ...]
    thresholds: tuple[Threshold, ...]
    seconds: float

    @property
    def passed(self) -> int:
        """How many seeds earned the reference full marks."""
        return sum(report.full_marks for report in self.reports)

    @property
    def survivors(self) -> tuple[Rehearsed, ...]:
        """The mistakes that the rubric should have noticed."""
        return tuple(mistake for mistake in self.mistakes if mistake.survives)

    @property
    def good(self) -> bool:
        """Whether the reference always earned full marks, and every mistake lost some."""
        return self.passed == len(self.reports) and not self.survivors

    @property
    def chance(self) -> float:
        """How often at most an honest solution like the reference loses marks, with 95% confidence.

        Exact for n runs of which k lost marks (Clopper and Pearson 1934); about 3 / n where none did.
        """
        lost, runs = len(self.reports) - self.passed, len(self.reports)
        return 1.0 if lost == runs else _upper(lost, runs)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The score, and every number that checks which depend on the seed measured each time; where they differ."""
        checks = (c for c in self.reports[0].checks if c.id in self.by_chance)
        found = (Measure(c.id, name, self.values(c.id, name)) for c in checks for name in c.evidence)
        score = Measure("", "score", tuple(report.score or 0.0 for report in self.reports))
        return tuple(measure for measure in (score, *found) if len(set(measure.values)) > 1)

    def values(self, check: str, name: str) -> tuple[float, ...]:
        """Return the number `name` that a check measured on each seed; empty where it is none on some."""
        found = [c.evidence.get(name) for report in self.reports for c in report.checks if c.id == check]
        numbers = [float(v) for v in found if isinstance(v, int | float) and not isinstance(v, bool)]
        return tuple(numbers) if len(numbers) == len(found) and all(map(math.isfinite, numbers)) else ()


def _upper(lost: int, runs: int) -> float:
    """Solve for the share at which `lost` or fewer of `runs` is a 5% chance, by halving."""
    low, high = 0.0, 1.0
    for _ in range(40):
        share = (low + high) / 2
        chance = sum(math.comb(runs, k) * share**k * (1 - share) ** (runs - k) for k in range(lost + 1))
        low, high = (share, high) if chance > _RARE else (low, share)
    return high
