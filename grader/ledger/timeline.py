"""A few turns of the loop in the order of time: backprop, optimize, reset, and what is missing or out of place."""

from collections.abc import Sequence

from grader.ledger.diagnosis import Finding
from grader.ledger.turn import Turn
from grader.ledger.turns import Follower
from grader.wire.training import Event, Training

MOST_TURNS = 6
_BEFORE_THE_FAULT = 1
_MOST_EVENTS = 500


def timeline(training: Training, found: Finding, *, fault: bool) -> tuple[Turn, ...]:
    """Return some turns of the loop: those around the first fault, or the first ones where there is no `fault`.

    Empty where no turns were seen that show what was found.
    """
    turns = [
        turn
        for turn in Follower(_events(training, found.first), found.code).turns()
        if any(bead.act == "optimize" for bead in turn.beads)
    ]
    if fault:
        first = next((place for place, turn in enumerate(turns) if turn.faulty), None)
        return () if first is None else tuple(turns[max(first - _BEFORE_THE_FAULT, 0) :][:MOST_TURNS])
    # A step tried out before the loop may have left its gradient, and what is thrown away on purpose is no fault.
    last = max((place for place, turn in enumerate(turns) if turn.lacks_something or turn.stale), default=-1)
    return tuple(turn.without_marks() for turn in turns[last + 1 :][:MOST_TURNS])


def _events(training: Training, first: int) -> Sequence[Event]:
    """Return the events from the window in which step number `first` was seen."""
    events = training.timeline
    windows = [n for n, event in enumerate(events) if event.kind == "window" and 0 < (event.step or 0) < first]
    return events[windows[-1] if windows else 0 :][:_MOST_EVENTS]
