"""Measured facts about how the run was observed, for the instructor: never an accusation, and never a mark."""

from collections.abc import Iterator

from grader.ledger import judge
from grader.report import IntegrityNote
from grader.wire.observation import Observation

FEW = 2
SHARE = 0.2
"""Fewer disagreeing steps than both are left-overs: a step tried out before the loop leaves its gradient behind."""
CLAIMS = {"correct", "correct_accumulation", "correct_manual", "correct_functional"}
"""Diagnoses that say that each step used new gradients only."""


def notes(observation: Observation) -> Iterator[IntegrityNote]:
    """Yield a note for each fact."""
    if observation.touched:
        yield _replaced(observation.touched)
    traced = observation.traced
    compared = [step for step in traced if not (step.same_gradients is None and step.same_motion is None)]
    differing = [step for step in compared if step.same_gradients is False or step.same_motion is False]
    if len(differing) >= max(FEW, SHARE * len(compared)) and judge(observation.training).code in CLAIMS:
        yield _not_reproduced(len(differing), len(compared))


def _replaced(names: tuple[str, ...]) -> IntegrityNote:
    shown = ", ".join(f"`{name}`" for name in names[:5])
    more = f" and {len(names) - 5} more" if len(names) > len(names[:5]) else ""
    return IntegrityNote(
        code="functions_replaced",
        message=f"These were not all the time what they were before the file was loaded: {shown}{more}. "
        "What was observed of the training may not be what happened. Code that changes torch for another reason "
        "looks the same.",
    )


def _not_reproduced(differing: int, compared: int) -> IntegrityNote:
    return IntegrityNote(
        code="trace_not_reproduced",
        message=f"Each step was reported to use new gradients only. {compared} steps were calculated anew from their "
        f"inputs and the parameters before them: in {differing} of them, the gradients used or the motion of the "
        "parameters were others. Honest causes: code that changes gradients or parameters where the grader does not "
        "look, or a network that calculates otherwise in training than when it is built anew. Look at the loop.",
    )
