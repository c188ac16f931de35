"""The report in one phrase."""

from grader.render.first import Fix, first
from grader.render.words import LATER, counted
from grader.report import Report


def verdict(report: Report) -> str:
    """Return the phrase: how many things are to be fixed; what may be an effect of the first is counted apart."""
    if report.outcome == "infrastructure":
        return "The grader could not work"
    if report.outcome == "not_graded":
        return "Nothing could be judged yet: 1 thing to fix"
    if fix := first(report):
        return _to_fix(report, fix)
    if any(check.status == "error" for check in report.checks):
        return "The grader could not judge everything, which is not your fault"
    if report.score is None:
        return LATER
    return "Full marks" if report.full_marks else "Nothing to fix in what could be judged"


def _to_fix(report: Report, fix: Fix) -> str:
    stopped = any(phase.outcome not in ("ok", "not_reached") for phase in report.phases)
    wrong = stopped + sum(check.status in ("failed", "partial") for check in report.checks)
    own = wrong - len(fix.repeated) - len(fix.effects)
    follow = f"; {len(fix.effects)} more may come from {'it' if own == 1 else 'the first'}" if fix.effects else ""
    return f"{counted(own, 'thing')} to fix{follow}"
