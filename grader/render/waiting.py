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
    for wait, group in groupby(report.checks, lambda check: _waits(check, report)):
        checks = list(group)
        yield wait.replace("waits", "all wait", 1) if len(checks) > 1 else wait, checks


def _waits(check: CheckResult, report: Report) -> str:
    if check.status != "not_judged":
        return ""
    return _waits_for(check, report) or check.message.removeprefix("Not judged: ").removesuffix(".")


def _waits_for(check: CheckResult, report: Report) -> str:
    titles = {other.id: other.title for other in report.checks}
    if required := [f"“{titles[name]}”" for name in check.evidence.get("requires", ()) if name in titles]:
        return f"waits for {' and '.join(required)}"
    phase = check.evidence.get("phase")
    return f"waits for {_AWAITED[phase]}" if phase in _AWAITED else ""
