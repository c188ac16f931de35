"""Of several attempts, one after the other, the one counts whose network is graded."""

from collections.abc import Sequence
from dataclasses import replace

from grader.wire.training import Event, Training

STEPS = {"step", "evaluated", "hand"}
"""Events that change parameters."""


def graded_attempt(training: Training) -> Training:
    """Return the training without what was done to other networks before and after the graded one.

    The very same is returned where no optimizer's step of that network was seen, or steps of another between its own:
    such networks train together. So it is where most steps were another's, whose values may have been handed on.
    """
    events, graded = training.timeline, set(training.summary.graded)
    steps = [
        (place, {parameter for parameter, _ in event.entries()})
        for place, event in enumerate(events)
        if event.kind in STEPS and event.groups
    ]
    own = [place for place, parameters in steps if parameters & graded]
    others = [place for place, parameters in steps if not parameters & graded]
    if not any(events[place].kind != "hand" for place in own) or not others:
        return training
    begin = max((place + 1 for place in others if place < own[0]), default=0)
    end = min((place for place in others if place > own[-1]), default=len(events))
    if any(begin <= place < end for place in others):
        return training
    if 0 < begin < len(events) and events[begin].kind == "step" and not events[begin].groups:
        begin += 1  # the step whose closure ran before it
    before, until = _steps(events[:begin]), training.summary.steps if end == len(events) else _steps(events[:end])
    if until - before < training.summary.steps / 2:
        return training
    return replace(training, timeline=(Event("window", step=before), *events[begin:end]))


def _steps(events: Sequence[Event]) -> int:
    """Return how many steps of optimizers were taken by then."""
    count = 0
    for event in events:
        count = max(count, event.step or 0) + (event.kind == "step")
    return count
