"""The one thing to fix first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader.render.effects import NOTHING_TRAINABLE, error, may_follow, repeats
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


@dataclass(frozen=True, slots=True)
class Fix:
    """What to fix first: `about` a check's id or a phase's name. `trace` is preformatted.

    `repeated` has the ids of other failed checks that met the same error, `effects` of those that may be nothing but
    effects of it.
    """

    about: tuple[Literal["check", "phase"], str]
    status: Status
    title: str
    message: str
    hint: str = ""
    lab: str = ""
    trace: str = ""
    repeated: frozenset[str] = frozenset()
    effects: frozenset[str] = frozenset()

    @property
    def explained(self) -> frozenset[str]:
        """Ids of the checks about which nothing is left to say."""
        kind, name = self.about
        return self.repeated | {name} if kind == "check" else self.repeated

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
    failed = [check for check in report.checks if check.status in ("failed", "partial")]
    if stopped:
        fix = _of_phase(min(stopped, key=lambda phase: _ORDER.index(phase.name)))
        return _with_effects(fix, fix.said, (), failed)
    if failed:
        cause = max(failed, key=lambda check: (_rank(check), _cost(check, report)))
        others = [check for check in failed if check is not cause]
        return _with_effects(_of_check(cause), error(cause), (cause,), others)
    return None


def _with_effects(fix: Fix, said: str, causes: Sequence[CheckResult], others: Sequence[CheckResult]) -> Fix:
    """Return `fix` with what it explains of the `others`; `said` is its error."""
    repeated = [check for check in others if repeats(check, said, fix.where)]
    causes = (*causes, *repeated)
    effects = (c.id for c in others if c not in repeated and any(may_follow(c, cause) for cause in causes))
    return replace(fix, repeated=frozenset(check.id for check in repeated), effects=frozenset(effects))


def _rank(check: CheckResult) -> int:
    return 4 if check.diagnosis == NOTHING_TRAINABLE else _RANK.get(check.kind, 0)


def _cost(check: CheckResult, report: Report) -> float:
    """Return the points lost by a check and by those that wait for it."""
    waiting = [other for other in report.checks if check.id in other.evidence.get("requires", ())]
    return sum(each.max_score - each.score for each in (check, *waiting))


def _of_check(check: CheckResult) -> Fix:
    return Fix(("check", check.id), check.status, check.title, check.message, check.hint, check.lab)


def _of_phase(phase: PhaseResult) -> Fix:
    title = f"{PHASES[phase.name]} {OUTCOMES[phase.outcome]}"
    trace, _, message = phase.detail.rpartition("\n")
    if phase.outcome == "exception" and trace:
        trace, message = phase.detail, ""
    elif phase.outcome == "exception":
        # No line of the student's raised it: something that the grader needs is not there.
        title = f"{PHASES[phase.name]} could not go on"
    return Fix(("phase", phase.name), "failed", title, message, phase.hint, phase.lab, trace)
