"""The sheets that platforms hand out: which columns say who, where the score goes, and out of how many."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.gradebook.sheet import Sheet
from grader.errors import UsageError
from grader.fault import nearest, shown

_ASSIGNMENT = re.compile(r"(?P<name>.*) \((?P<id>[0-9]+)\)", re.DOTALL)
_POINTS = "points possible"
_PARTICIPANT = re.compile(r"\D+(?P<id>[0-9]+)")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+|,[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything stands in a sheet, as indices of columns. `rows` are the students'.

    `ids`, `logins`, `emails` and `names` say who a row is. `limit` is the cell (row, column) that holds
    the score's maximum; with the row None, each row has its own in that column.
    """

    platform: str
    sheet: Sheet
    rows: range
    ids: tuple[int, ...]
    logins: tuple[int, ...]
    emails: tuple[int, ...]
    names: tuple[int, ...]
    score: int
    limit: tuple[int | None, int] | None
    feedback: int | None = None

    def maximum(self, row: int) -> str:
        """Return the maximum that the sheet states for a row, as it is written there, or nothing."""
        if self.limit is None:
            return ""
        stated = self.sheet.value(row if self.limit[0] is None else self.limit[0], self.limit[1])
        return stated if _NUMBER.fullmatch(stated) else ""

    def id(self, row: int, column: int) -> str:
        """Return an id as a hand-in has it. Moodle writes `Participant 17` here and `17` in a folder's name."""
        written = self.sheet.value(row, column)
        participant = _PARTICIPANT.fullmatch(written) if self.platform == "moodle" else None
        return participant["id"] if participant else written


def planned(sheet: Sheet, column: str | None) -> Plan:
    """Return where the scores go. `column` names the column where the sheet alone doesn't say.

    Raises `UsageError` where the sheet is neither platform's, and where the column isn't certain.
    """
    titles = sheet.titles()
    if titles[0] == "Student" and "ID" in titles:
        return _canvas(sheet, titles, column)
    rows = range(1, len(sheet.rows))
    if rows and all(_PARTICIPANT.fullmatch(sheet.value(row, 0)) for row in rows) and not titles[0].isdigit():
        return _moodle(sheet, titles, column)
    raise UsageError(
        f"expected a gradebook of Canvas or a grading worksheet of Moodle; found the columns {_listed(titles)}",
        where=str(sheet.path),
        hint="download it from the platform, and don't open it in between",
    )


def _canvas(sheet: Sheet, titles: list[str], column: str | None) -> Plan:
    score = _assignment(sheet, titles, column)
    points = next((row for row in range(1, min(4, len(sheet.rows))) if _POINTS in sheet.value(row, 0).lower()), None)
    return Plan(
        platform="canvas",
        sheet=sheet,
        rows=range((points or 0) + 1, len(sheet.rows)),
        ids=_at(titles, "ID", "SIS User ID", "Integration ID"),
        logins=_at(titles, "SIS Login ID"),
        emails=_at(titles, "SIS Login ID"),
        names=_at(titles, "Student"),
        score=score,
        limit=None if points is None else (points, score),
    )


def _assignment(sheet: Sheet, titles: list[str], column: str | None) -> int:
    found = {place: match for place, title in enumerate(titles) if (match := _ASSIGNMENT.fullmatch(title))}
    if column is not None:
        wanted = column.strip().casefold()
        whole = [place for place in found if titles[place].casefold() == wanted]
        part = [place for place, match in found.items() if wanted in {match["name"].casefold(), match["id"]}]
        chosen = whole or part
    else:
        chosen = list(found)
    if len(chosen) == 1:
        return chosen[0]
    several = _listed([titles[place] for place in chosen or found])
    raise UsageError(
        f"expected one assignment to fill in; found {len(chosen)}" + (f" for `{column}`" if column else ""),
        where=str(sheet.path),
        hint=f"name one with `--column`: {several}" if found else "the sheet has no column such as `Title (123)`",
    )


def _moodle(sheet: Sheet, titles: list[str], column: str | None) -> Plan:
    lowered = [title.casefold() for title in titles]
    wanted = (column or "Grade").strip().casefold()
    if lowered.count(wanted) != 1:
        near = nearest(wanted, titles) if column else _listed(titles)
        raise UsageError(
            f"expected one column `{column or 'Grade'}`; found {lowered.count(wanted)}",
            where=str(sheet.path),
            hint=f"name the one for the grade with `--column`: {near}",
        )
    score = lowered.index(wanted)
    rows = range(1, len(sheet.rows))
    # The headers are in the course's language; Moodle always puts the maximum next to the grade.
    limit = score + 1 if any(_NUMBER.fullmatch(sheet.value(row, score + 1)) for row in rows) else None
    emails = tuple(c for c in range(1, score) if any("@" in sheet.value(row, c) for row in rows))
    full_name = _at(titles, "Full name") or ((1,) if emails and emails[0] > 1 else ())
    feedback = _at(titles, "Feedback comments")
    return Plan(
        platform="moodle",
        sheet=sheet,
        rows=rows,
        ids=(0, *_at(titles, "ID number")),
        logins=_at(titles, "Username"),
        emails=emails[:1],
        names=full_name,
        score=score,
        limit=None if limit is None else (None, limit),
        feedback=feedback[0] if feedback else None,
    )


def _at(titles: Sequence[str], *wanted: str) -> tuple[int, ...]:
    return tuple(titles.index(title) for title in wanted if title in titles)


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(shown(title) for title in titles[:20]) + (", …" if len(titles) > 20 else "")  # noqa: PLR2004
