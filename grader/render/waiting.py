"""What was not judged, and what it waits for: said once for all that wait for the same."""

from collections.abc import Iterator
from itertools import groupby

from grader.report import CheckResult, Report

_AWAITED: dict[str, str] = {
    "load": "your file to load",
    "build": "your network to be built",
    "train": "training to end",
    "evaluate": "the trained network to answer",
}


def groups(report: Report) -> Iterator[tuple[str, list[CheckResult]]]:
    """Yield the checks in their order, those beside each other together that wait for the same, and what for.

    That is empty for checks that were judged.
    """
    for (awaited, reason), group in groupby(report.checks, lambda check: (_awaited(check, report), _reason(check))):
        checks = list(group)
        wait = "all wait" if len(checks) > 1 else "waits"
        yield f"{wait} for {awaited}" if awaited else reason, checks


def _reason(check: CheckResult) -> str:
    judged = check.status != "not_judged"
    return "" if judged else check.message.removeprefix("Not judged: ").removesuffix(".")


def _awaited(check: CheckResult, report: Report) -> str:
    """Return the titles of other checks or the name of a phase; empty where it waits for none."""
    if check.status != "not_judged":
        return ""
    titles = {other.id: other.title for other in report.checks}
    if required := [f"“{titles[name]}”" for name in check.evidence.get("requires", ()) if name in titles]:
        return " and ".join(required)
    return _AWAITED.get(check.evidence.get("phase", ""), "")
