"""Which changes of parameters by hand are steps?"""

from collections.abc import Sequence

from grader.wire.training import Event


def steps_by_hand(events: Sequence[Event]) -> dict[int, set[int]]:
    """Return the parameters that were stepped by hand, by the place of the event.

    What an optimizer steps is its business, as long as it does: other changes of it, as a clamp, are no steps. Beside
    an optimizer's steps, and before and after them, a change is a step by hand only where it goes exactly by the
    gradient.
    """
    steps = [(place, event) for place, event in enumerate(events) if event.kind in ("step", "evaluated")]
    last = {parameter: place for place, event in steps for parameter, _ in event.entries()}
    first = {parameter: place for place, event in reversed(steps) for parameter, _ in event.entries()}
    found: dict[int, set[int]] = {}
    stepped = False
    for place, event in enumerate(events):
        if event.kind == "hand":
            found[place] = {
                parameter
                for parameter, way in event.entries()
                if (way == "same" and not first.get(parameter, place) < place <= last.get(parameter, -1))
                or not (stepped or parameter in last)
            }
        elif event.kind not in ("reused", "unused"):
            # What came before a window is not known.
            stepped = event.kind in ("step", "evaluated", "window")
    return found
