"""One line of the class: all that gradebook, class page and summary need, and little enough for 10,000."""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.intake.handed_in import HandedIn
from grader.report import CheckResult, Outcome, Report


@dataclass(frozen=True, slots=True)
class Mark:
    """One check's verdict."""

    id: str
    title: str
    status: str
    score: float
    max_score: float
    diagnosis: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A hand-in and what became of it. `why` says why it was not graded, where it was not."""

    handed_in: HandedIn
    outcome: Outcome
    score: float | None
    max_score: float
    marks: tuple[Mark, ...]
    why: str = ""

    @property
    def name(self) -> str:
        """What people call it: the students' names, or its key where nobody is named."""
        return ", ".join(student.name or student.id for student in self.handed_in.students) or self.handed_in.key


def row(handed_in: HandedIn, report: Report) -> Row:
    """Return the line of one report."""
    marks = tuple(map(_mark, report.checks))
    return Row(handed_in, report.outcome, report.score, report.max_score, marks, _why(report))


def _why(report: Report) -> str:
    if report.outcome == "infrastructure":
        return report.checks[0].message
    stopped = next((p.detail for p in report.phases if p.outcome not in ("ok", "not_reached")), "")
    return stopped.strip().split("\n")[0] if report.outcome == "not_graded" else ""


def names_of_checks(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the checks' ids in the rubric's order."""
    return tuple(mark.id for mark in rows[0].marks) if rows else ()


def _mark(check: CheckResult) -> Mark:
    return Mark(
        check.id, check.title, check.status, check.score, check.max_score, check.diagnosis, check.message.split("\n")[0]
    )
