"""A rehearsal in words, for a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from grader.rehearsal.result import Measure, Rehearsal, Rehearsed
from grader.rehearsal.thresholds import Threshold

_LEAST = 1e-4
"""Below, nothing certain can be said from some tens of runs."""


def words(found: Rehearsal) -> str:
    """Return the whole account."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Rehearsal) -> Iterator[str]:
    seeds = len(found.reports)
    yield f"{found.rubric}: {found.max_score:g} points, tried in {found.seconds:.0f} s"
    yield ""
    yield f"The reference earned full marks on {found.passed} of {seeds} seeds."
    yield f"An honest solution like it loses marks by chance in at most {found.chance:.0%} of runs (95% confidence)."
    if found.passed < seeds:
        # One without points may be why another was not judged.
        lost = {c.id: c for r in found.reports for c in r.checks if c.score < c.max_score or c.status == "failed"}
        yield f"It lost marks on {', '.join(sorted(lost))}: mend the reference, or make the thresholds wider."
        for check in lost.values():
            yield from textwrap.wrap(f"{check.id}: {check.message}", 96, initial_indent="  ", subsequent_indent="    ")
    yield ""
    if found.measures:
        yield f"{'measured on the reference':42}{'least':>10}{'median':>10}{'most':>10}"
        yield from (_row(measure) for measure in found.measures)
    for threshold in found.thresholds:
        yield from _room(threshold, found)
    if found.measures or found.thresholds:
        yield ""
    caught = sum(mistake.by_right for mistake in found.mistakes)
    yield f"{len(found.mistakes)} mistakes were made in it on purpose; {caught} lost points on a check that teaches it:"
    for mistake in found.mistakes:
        yield _mistake(mistake)
    for survivor in found.survivors:
        yield ""
        yield from _survivor(survivor, found.max_score)


def _row(measure: Measure) -> str:
    name = f"{measure.check}: {measure.name.replace('_', ' ')}" if measure.check else measure.name
    return f"{name:42}{min(measure.values):10.4g}{measure.median:10.4g}{max(measure.values):10.4g}"


def _room(threshold: Threshold, found: Rehearsal) -> Iterator[str]:
    values = found.values(threshold.check, threshold.measures)
    if not values:
        return
    suggested = threshold.suggested(values)
    missed = _share(threshold, values)
    yield f"{threshold.check}: {threshold.key} is {threshold.value:g}, which chance misses in {missed} of runs"
    tighter = suggested > threshold.value if threshold.larger else suggested < threshold.value
    advice = "would be enough for the reference" if tighter else "would leave it room"
    yield f"  {suggested:g} {advice}: missed in {_share(threshold, values, suggested)}"


def _share(threshold: Threshold, values: Sequence[float], at: float | None = None) -> str:
    share = threshold.missed(values, at)
    return f"{share:.2%}" if share >= _LEAST else f"less than {_LEAST:.2%}"


def _mistake(mistake: Rehearsed) -> str:
    mark = "✓" if mistake.by_right else "=" if mistake.equivalent else "✗"
    said = ", ".join(mistake.lost) or "nothing"
    if not mistake.by_right and mistake.equivalent:
        said = f"may pass: {mistake.equivalent}"
    return f"  {mark} {mistake.mistake:48} {said}"


def _survivor(mistake: Rehearsed, max_score: float) -> Iterator[str]:
    yield f"✗ A student who {mistake.mistake} gets {mistake.score or 0:g} of {max_score:g} points. What was changed:"
    for line in mistake.lines[:8]:
        yield f"    {line}"
    kinds = " or ".join(f"`{kind}`" for kind in mistake.taught_by)
    advice = (
        f"Add a check that teaches it ({kinds}) or make its limits narrower; where it may pass, say why under "
        "`equivalent_mistakes` in the rubric."
    )
    yield from textwrap.wrap(advice, 96, initial_indent="  ", subsequent_indent="  ")
