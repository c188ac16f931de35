"""Which of a report's failed checks tell nothing new: the very same error, or what may be no more than an effect."""

from grader.report import CheckResult

_SPOILS_TRAINING = frozenset({"zero_grad", "training"})
_SPOILS_ANSWERS = _SPOILS_TRAINING | {"layer_shapes", "output_shape", "learned", "parameter_count"}
_HARMLESS = frozenset({"other_optimizer", "too_many_steps"})
"""Diagnoses of training that say nothing against what was learned."""
_CAUSES: dict[str, frozenset[str]] = {
    "held_out_loss": _SPOILS_ANSWERS,
    "accuracy": _SPOILS_ANSWERS,
    "every_integer": _SPOILS_ANSWERS | {"held_out_loss", "accuracy"},
    "training": frozenset({"zero_grad"}),
    "variable": _SPOILS_TRAINING,
    "parameter_count": frozenset({"layer_shapes", "output_shape"}),
}
"""By the kind of a check: the kinds that find what may have brought about what it finds."""
_FOLLOWS = {
    "training": frozenset({"loss_not_falling"}),
    "variable": frozenset({"wrong_value"}),
    "parameter_count": frozenset({"too_few", "too_many"}),
}
"""Of these kinds, only such diagnoses follow from a mistake elsewhere."""
NOTHING_TRAINABLE = "nothing_trainable"
"""What `parameter_count` finds where nothing can be learned; more or fewer parameters than usual spoil no answer."""
_NOT_RUN = "forward_failed"
_RAISED = frozenset({_NOT_RUN, "shapes_do_not_fit"})
"""Diagnoses whose message ends with the exception itself."""


def may_follow(check: CheckResult, cause: CheckResult) -> bool:
    """Return whether what `check` found may be nothing but an effect of what `cause` found."""
    if cause.kind not in _CAUSES.get(check.kind, ()) or cause.diagnosis in _HARMLESS:
        return False
    if cause.kind == "parameter_count" and cause.diagnosis != NOTHING_TRAINABLE:
        return False
    if check.diagnosis not in _FOLLOWS.get(check.kind, {check.diagnosis}):
        return False
    if check.kind == "variable":  # training moves nothing else
        return check.evidence.get("requires_grad") is True
    # A network that could not be run says nothing about how wide its layers are.
    return check.kind != "parameter_count" or cause.diagnosis != _NOT_RUN


def error(check: CheckResult) -> str:
    """Return the exception that the message of `check` ends with; empty where it tells of none."""
    return check.message.partition(": ")[2] if check.diagnosis in _RAISED else ""


def repeats(check: CheckResult, said: str, where: str) -> bool:
    """Return whether `check` met the exception `said`, in the same line `where` that is known, and nothing else."""
    met = error(check)
    return bool(said) and said in met and where in met
