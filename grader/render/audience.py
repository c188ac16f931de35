"""Who reads the report: students see neither hidden checks nor notes for the instructor."""

from typing import Literal

from grader.report import CheckResult, Report

Audience = Literal["student", "instructor"]


def seen_by(audience: Audience, report: Report) -> Report:
    """Return what `audience` may see of `report`.

    A student's scores add up what is visible, so that no hidden score can be worked out from a sum. Where nothing
    that is visible is worth points, there is no score yet.
    """
    if audience == "instructor":
        return report
    hidden = {check.id for check in report.checks if check.visibility != "visible"}
    if not hidden:
        return report.model_copy(update={"integrity": ()})
    checks = tuple(_without(hidden, check) for check in report.checks if check.id not in hidden)
    most = sum(c.max_score for c in checks)
    return report.model_copy(
        update={
            "checks": checks,
            "score": round(sum(c.score for c in checks), 2) if most and report.score is not None else None,
            "max_score": most,
            "attempts": (),
            "integrity": (),
        }
    )


def _without(hidden: set[str], check: CheckResult) -> CheckResult:
    """Return `check` without the names of hidden checks it waits for."""
    if hidden.isdisjoint(check.evidence.get("requires", ())):
        return check
    return check.model_copy(update={"message": "Not judged: a hidden check comes first.", "hint": "", "evidence": {}})
