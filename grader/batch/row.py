"""One line of the class: all that gradebook, class page and summary need, and little enough for 10,000."""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.intake.handed_in import HandedIn
from grader.render.audience import seen_by
from grader.render.first import Fix, first
from grader.report import CheckResult, Outcome, Report


@dataclass(frozen=True, slots=True)
class Mark:
    """One check's verdict, or what stopped a phase.

    `effect` says that it may be nothing but an effect of what is to be fixed first.
    """

    id: str
    title: str
    status: str
    score: float
    max_score: float
    diagnosis: str
    message: str
    effect: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A hand-in and what became of it. `why` says why it was not graded or what stopped it, and `where` at which line.

    `stopped` is the mark of the phase that was stopped, where the checks were graded all the same. `fix_first` is the
    one thing to fix first, in a sentence; empty where there is nothing to fix. `feedback` is what students may read of
    it, with what to try.
    """

    handed_in: HandedIn
    outcome: Outcome
    score: float | None
    max_score: float
    marks: tuple[Mark, ...]
    why: str = ""
    where: str = ""
    fix_first: str = ""
    feedback: str = ""
    stopped: Mark | None = None

    @property
    def name(self) -> str:
        """What people call it: the students' names, or its key where nobody is named."""
        return ", ".join(student.name or student.id for student in self.handed_in.students) or self.handed_in.key


def row(handed_in: HandedIn, report: Report) -> Row:
    """Return the line of one report."""
    fix, shown = first(report), first(seen_by("student", report))
    effects = fix.repeated | fix.effects if fix else frozenset()
    return Row(
        handed_in,
        report.outcome,
        report.score,
        report.max_score,
        tuple(_mark(check, effect=check.id in effects) for check in report.checks),
        why=_why(report, fix),
        where=fix.where if fix else "",
        fix_first=_sentence(fix) if fix else "",
        feedback=f"{_sentence(shown)} {shown.hint}".strip() if shown else "",
        stopped=_stopped(report, fix),
    )


def _why(report: Report, fix: Fix | None) -> str:
    if report.outcome == "infrastructure":
        return report.checks[0].message
    return fix.said if fix and fix.about[0] == "phase" else ""


def _stopped(report: Report, fix: Fix | None) -> Mark | None:
    if fix is None or report.outcome != "graded":
        return None
    phase = next((phase for phase in report.phases if fix.about == ("phase", phase.name)), None)
    return None if phase is None else Mark(phase.name, fix.title, fix.status, 0.0, 0.0, phase.diagnosis, fix.said)


def _sentence(fix: Fix) -> str:
    return fix.said if fix.about[0] == "check" else f"{fix.title}: {fix.said}"


def names_of_checks(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the checks' ids in the rubric's order."""
    return tuple(mark.id for mark in rows[0].marks) if rows else ()


def _mark(check: CheckResult, *, effect: bool) -> Mark:
    return Mark(
        id=check.id,
        title=check.title,
        status=check.status,
        score=check.score,
        max_score=check.max_score,
        diagnosis=check.diagnosis,
        message=check.message.split("\n")[0],
        effect=effect,
    )
