"""The one thing to fix first."""

from dataclasses import dataclass
from typing import Literal

from grader.render.words import OUTCOMES, PHASES
from grader.report import CheckResult, PhaseResult, Report, Status

_BOTTOM_UP = "Read it from the bottom: the last lines say what went wrong, the ones above them where."
_ORDER = tuple(PHASES)
_SPOILS_THE_REST = {"zero_grad": 2, "training": 1, "layer_shapes": 1, "output_shape": 1}
"""The kinds of checks whose faults are causes of others: a large loss may be nothing but their effect."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What to fix first: `about` a check's id or a phase's name. `trace` is preformatted."""

    about: tuple[Literal["check", "phase"], str]
    status: Status
    title: str
    message: str
    hint: str = ""
    lab: str = ""
    trace: str = ""


def first(report: Report) -> Fix | None:
    """Return what to fix first: what stopped a phase, or else the check that cost most; None if nothing.

    Causes go before effects: first of all a missing reset of the gradients, which spoils all training.
    """
    if report.outcome == "infrastructure":
        return None
    stopped = [phase for phase in report.phases if phase.outcome not in ("ok", "not_reached")]
    if stopped:
        return _of_phase(min(stopped, key=lambda phase: _ORDER.index(phase.name)))
    failed = [check for check in report.checks if check.status in ("failed", "partial")]
    if failed:
        return _of_check(max(failed, key=lambda check: (_SPOILS_THE_REST.get(check.kind, 0), _cost(check, report))))
    return None


def _cost(check: CheckResult, report: Report) -> float:
    """Return the points lost by a check and by those that wait for it."""
    waiting = [other for other in report.checks if check.id in other.evidence.get("requires", ())]
    return sum(each.max_score - each.score for each in (check, *waiting))


def _of_check(check: CheckResult) -> Fix:
    return Fix(("check", check.id), check.status, check.title, check.message, check.hint, check.lab)


def _of_phase(phase: PhaseResult) -> Fix:
    title = f"{PHASES[phase.name]} {OUTCOMES[phase.outcome]}"
    if phase.outcome == "exception" and "\n" in phase.detail:
        return Fix(("phase", phase.name), "failed", title, _BOTTOM_UP, trace=phase.detail)
    trace, _, message = phase.detail.rpartition("\n")
    return Fix(("phase", phase.name), "failed", title, message, trace=trace)
