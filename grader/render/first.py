"""The one thing to fix first."""

import re
from dataclasses import dataclass
from typing import Literal

from grader.render.words import OUTCOMES, PHASES
from grader.report import CheckResult, PhaseResult, Report, Status

_ORDER = tuple(PHASES)
_RANK = {
    "zero_grad": 3,
    "training": 2,
    "layer_shapes": 2,
    "output_shape": 2,
    "learned": 2,
    "held_out_loss": 1,
    "accuracy": 1,
}
"""Which kinds of checks find causes of what others find: the higher one of what the lower one, if that is an effect."""
_EFFECTS = frozenset({"held_out_loss", "accuracy", "every_integer"})
"""What the trained network answers: wrong for a reason that may lie before."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What to fix first: `about` a check's id or a phase's name. `trace` is preformatted.

    `explains` has the ids of other failed checks that may be nothing but effects of the same fault.
    """

    about: tuple[Literal["check", "phase"], str]
    status: Status
    title: str
    message: str
    hint: str = ""
    lab: str = ""
    trace: str = ""
    explains: frozenset[str] = frozenset()

    @property
    def said(self) -> str:
        """What was seen, on one line: of a traceback the last, which says the error."""
        return self.message.split("\n")[0] or self.trace.split("\n")[-1]

    @property
    def where(self) -> str:
        """File and line of the student's own code where a phase stopped, empty where there is none."""
        places: list[str] = re.findall(r"^\S.*?, line \d+", self.trace, re.MULTILINE)
        return places[-1] if places else ""


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
        cause = max(failed, key=lambda check: (_rank(check), _cost(check, report)))
        effects = (c.id for c in failed if c.kind in _EFFECTS and _rank(c) < _rank(cause))
        return _of_check(cause, frozenset(effects))
    return None


def _rank(check: CheckResult) -> int:
    return _RANK.get(check.kind, 0)


def _cost(check: CheckResult, report: Report) -> float:
    """Return the points lost by a check and by those that wait for it."""
    waiting = [other for other in report.checks if check.id in other.evidence.get("requires", ())]
    return sum(each.max_score - each.score for each in (check, *waiting))


def _of_check(check: CheckResult, effects: frozenset[str]) -> Fix:
    about: tuple[Literal["check"], str] = ("check", check.id)
    return Fix(about, check.status, check.title, check.message, check.hint, check.lab, explains=effects)


def _of_phase(phase: PhaseResult) -> Fix:
    title = f"{PHASES[phase.name]} {OUTCOMES[phase.outcome]}"
    trace, _, message = phase.detail.rpartition("\n")
    if phase.outcome == "exception" and trace:
        trace, message = phase.detail, ""
    return Fix(("phase", phase.name), "failed", title, message, phase.hint, phase.lab, trace)
