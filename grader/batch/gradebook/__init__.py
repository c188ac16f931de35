"""Scores on their way back to the platform, in the sheet that was downloaded from it."""

import html
from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from grader.batch.gradebook.cells import neutral, number
from grader.batch.gradebook.matching import Rows
from grader.batch.gradebook.platforms import Plan, planned
from grader.batch.gradebook.scored import Filled, Scored
from grader.batch.gradebook.sheet import read_sheet
from grader.errors import UsageError
from grader.writing import write

__all__ = ["Filled", "Scored", "fill", "neutral", "require"]

_CENT = Decimal("0.01")


def fill(sheet: Path, scores: Sequence[Scored], out: Path, column: str | None = None) -> Filled:
    """Write a copy of a downloaded Canvas gradebook or Moodle worksheet to `out`, with the scores in it.

    Scores are scaled to the maximum that the sheet states and rounded to two decimals, halves up. Cells of
    students without a score stay as they are, and so does every other byte. `column` names the column to fill:
    for Canvas an assignment's title, its number, or both; for Moodle a grade column in another language.
    Raises `UsageError` where the sheet is no such one, and where it leaves open which column is meant.
    """
    plan = planned(read_sheet(sheet), column)
    if out.exists() and out.samefile(sheet):
        raise UsageError(f"expected another file than the sheet to write to; found {out}", hint="keep the original")
    given, strangers = _matched(plan, scores)
    changes: dict[tuple[int, int], str] = {}
    replaced: list[str] = []
    kept: list[str] = []
    for row, scored in sorted(given.items()):
        if scored.score is None:
            continue
        old, new = plan.sheet.value(row, plan.score), _written(scored.score, scored.max_score, plan.maximum(row))
        before = number(old)
        if old and before is None:
            kept.append(f"{_who(plan, row)}: {old}")
            continue
        if before is not None and before != number(new):
            replaced.append(f"{_who(plan, row)}: {old}, now {new}")
        changes[row, plan.score] = new
        if plan.feedback is not None and scored.feedback and not plan.sheet.value(row, plan.feedback):
            changes[row, plan.feedback] = neutral(html.escape(scored.feedback, quote=False))
    write(out, plan.sheet.changed(changes))
    return Filled(
        platform=plan.platform,
        column=plan.sheet.titles()[plan.score],
        filled=sum(place == plan.score for _, place in changes),
        unmatched_rows=tuple(_who(plan, row) for row in plan.rows if row not in given),
        unmatched_students=tuple(strangers),
        replaced=tuple(replaced),
        kept=tuple(kept),
    )


def require(sheet: Path, column: str | None) -> None:
    """Raise `UsageError` where `fill` would: before a class is graded, not after."""
    planned(read_sheet(sheet), column)


def _matched(plan: Plan, scores: Sequence[Scored]) -> tuple[dict[int, Scored], list[str]]:
    """Return each row's score, and the students without a row, with the reason where there is one to tell."""
    rows = Rows(plan)
    claims: dict[int, list[tuple[str, Scored]]] = defaultdict(list)
    strangers: list[str] = []
    for scored in scores:
        for student in scored.students:
            name = student.name or student.id or student.login or student.email
            fitting = rows.of(student)
            if len(fitting) == 1:
                claims[fitting[0]].append((name, scored))
            else:
                strangers.append(f"{name} (fits {len(fitting)} rows)" if fitting else name)
    given: dict[int, Scored] = {}
    for row, claim in claims.items():
        if len(claim) == 1:
            given[row] = claim[0][1]
        else:
            strangers.extend(f"{name} (one of {len(claim)} for {_who(plan, row)})" for name, _ in claim)
    return given, strangers


def _written(score: float, out_of: float, maximum: str) -> str:
    """Return a score with two decimals, scaled to `maximum` if it says any, with its decimal sign."""
    exact = Decimal(str(score))
    most = Decimal(maximum.replace(",", ".") or 0)
    if most > 0 and out_of > 0:
        exact = exact * most / Decimal(str(out_of))
    text = str(exact.quantize(_CENT, ROUND_HALF_UP))
    return text.replace(".", ",") if "," in maximum else text


def _who(plan: Plan, row: int) -> str:
    """Return what a row says of its student, for people."""
    columns = (*plan.names, *plan.ids[:1])
    return next((text for column in columns if (text := plan.sheet.value(row, column))), f"row {row + 1}")
