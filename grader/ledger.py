"""Every gradient has to be used by exactly one optimizer step: a pure judgement of the observed events."""

from collections import Counter
from dataclasses import dataclass, field

from grader.wire.training import Step, Training

SHARE = 0.9
"""A fault of nearly every step is called so; what happens in a few is told as "sometimes"."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnosis with its counts: steps in all, steps at fault, the first of them, the lines involved."""

    code: str
    steps: int = 0
    at_fault: int = 0
    first: int = 0
    lines: dict[str, int] = field(default_factory=dict)


def judge(training: Training | None) -> Finding:  # noqa: C901, PLR0911  one line for each diagnosis
    """Return what the events say about the order backprop, optimize, reset."""
    if training is None or not (training.steps or training.backwards or training.functional or training.moved):
        return Finding("not_observed")
    if not training.steps:
        return _without_optimizer(training)
    lines = {"step": training.steps[-1].line}
    if training.backwards:
        lines["backward"] = training.backwards[-1].line
    kinds = [_kind(step) for step in training.steps]
    found = Counter(kinds)

    def finding(code: str, *bad: str) -> Finding:
        first = next((number for number, kind in enumerate(kinds, 1) if kind in bad), 0)
        return Finding(code, len(kinds), sum(found[b] for b in bad), first, lines)

    if not training.backwards:
        return finding("no_backward", "empty")
    if found["mixed"] and not _one_demonstration(kinds):
        resets = _resets(training)
        if resets == 0 or found["mixed"] >= len(kinds) - 1:
            return finding("never_zeroed", "mixed")
        return finding("zeroed_once" if resets == 1 else "zeroed_sometimes", "mixed")
    if found["lost"]:
        first_is_step = training.order.startswith("s")
        return finding("step_before_backward" if first_is_step else "zeroed_before_step", "lost")
    if found["old"]:
        return finding("stepped_twice", "old")
    if found["empty"] >= SHARE * len(kinds):
        return finding("wrong_parameters" if training.backwards else "no_gradient", "empty")
    if len(kinds) == 1 and len(training.backwards) > 2:  # noqa: PLR2004  one step for many backwards
        return finding("step_outside_loop", "fresh")
    if found["other"]:
        return finding("needs_review", "other")
    several = len(training.backwards) > 1.5 * len(kinds)
    return finding("correct_accumulation" if several else "correct")


def _without_optimizer(training: Training) -> Finding:
    by_hand = [number for number, b in enumerate(training.backwards) if b.moved]
    lines = {"backward": training.backwards[-1].line} if training.backwards else {}
    count = len(training.backwards)
    if by_hand:
        left = [n for n, b in enumerate(training.backwards) if n and "left" in b.before]
        if len(left) >= SHARE * (count - 1):
            return Finding("never_zeroed", count, len(left), left[0] + 1, lines)
        return Finding("zeroed_sometimes" if left else "correct_manual", count, len(left), 0, lines)
    if training.functional and training.moved:
        return Finding("correct_functional", training.functional)
    if count:
        return Finding("no_step", 0, count, 1, lines)
    return Finding("no_backward")


def _kind(step: Step) -> str:
    """Return the worst that a step meets in any of its parameters."""
    found = set(step.gradients)
    for kind in ("mixed", "lost", "old", "other"):
        if kind in found:
            return kind
    return "fresh" if found & {"fresh", "clipped"} else "empty"


def _one_demonstration(kinds: list[str]) -> bool:
    """Whether only the first step of the loop met the gradient of one step shown before the loop."""
    return kinds.count("mixed") == 1 and "mixed" in kinds[:2] and len(kinds) > 10  # noqa: PLR2004


def _resets(training: Training) -> int:
    """Count how often gradients were found reset after a step had used some."""
    return sum(all(b != "left" for b in backward.before) for backward in training.backwards[1:])
