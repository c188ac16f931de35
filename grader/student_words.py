"""Phrases that several checks say to students."""

from grader.wire.observation import Failure


def told(failure: Failure) -> str:
    """Return what stopped the student's code in one line: `TypeError: … (my_solution.py, line 12)`."""
    what = ": ".join(part for part in (failure.type, failure.message) if part)
    if not failure.frames:
        return what
    frame = failure.frames[-1]
    return f"{what} ({frame.file}, line {frame.line})"


def last_layer(shape: tuple[int, ...]) -> str:
    """Return the hint for an output that should have `shape`."""
    if len(shape) > 1:
        return "Look at the shape that comes out of each layer, and at what forward returns."
    width = shape[0] if shape else 1
    return f"The last layer's second number says how many come out: nn.Linear(…, {width}). Return what it gives."
