"""Of several attempts, one after the other, the one counts whose network is graded."""

from collections.abc import Sequence
from dataclasses import replace

from grader.wire.training import Event, Training

_STEPS = {"step", "evaluated", "hand"}


def graded_attempt(training: Training) -> Training:
    """Return the training from where the graded network alone was stepped.

    The very same is returned where no step of that network was seen, none of another before, or one of another later:
    such networks train together.
    """
    events, graded = training.timeline, set(training.summary.graded)
    steps = [(place, _parameters(event)) for place, event in enumerate(events) if event.kind in _STEPS and event.groups]
    own = [place for place, parameters in steps if parameters & graded]
    others = [place for place, parameters in steps if not parameters & graded]
    if not own or not others or others[-1] > own[0]:
        return training
    begin = others[-1] + 1
    if begin < len(events) and events[begin].kind == "step" and not events[begin].groups:
        begin += 1  # the step whose closure ran before it
    here = Event("window", step=_steps(events[:begin]))
    return replace(training, timeline=(here, *events[begin:]))


def _parameters(event: Event) -> set[int]:
    return {parameter for group in event.groups for parameter in group.parameters}


def _steps(events: Sequence[Event]) -> int:
    """Return how many steps of optimizers were taken by then."""
    count = 0
    for event in events:
        count = max(count, event.step or 0) + (event.kind == "step")
    return count
