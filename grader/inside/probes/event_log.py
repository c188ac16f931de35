"""What was seen, kept until it is sent, and never more than the host takes."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from math import isfinite, isqrt
from typing import Any

from grader.inside.probes.parameter_gradient import ParameterGradient
from grader.inside.probes.windows import PLAIN
from grader.wire.training import MAX_EVENTS, Event, Found, Group, Kind, Point, Summary, TrainingChunk

FLUSH_SECONDS = 0.5
BLANK: tuple[Found, ...] = "none", "zero", "blank"
CHUNK_WEIGHT = 20_000
"""Numbers in one chunk: about 100 KiB of JSON."""
RUN_WEIGHT = 500_000
SHARE, SPREAD = 2, 5
"""The next point of the curve comes after half of the steps so far, or 5 times their square root, if that is less: a
few at the beginning, and in a long run enough at its end for a mean."""


class EventLog:
    """Collects events and points, and sends them in chunks. Events alike are sent once."""

    def __init__(self, send: Callable[[TrainingChunk], None]) -> None:
        self._send = send
        self._known: dict[tuple[Any, ...], int] = {}
        self._blank: set[int] = set()
        self._used: set[int] = set()
        self._new: list[Event] = []
        self._order: list[int] = []
        self._surprising = False
        self._latest: deque[int] = deque(maxlen=2 * PLAIN)
        self._points: list[Point] = []
        self._names: list[str] = []
        self._weight = 0
        self._run_weight = 0
        self._events = 0
        self._last_point, self._next_point = -1, 0
        self._flushed = time.monotonic()
        self.first_nan: int | None = None

    def is_due(self, step: int) -> bool:
        """Whether what is new has to be sent now, after `step` steps, or backwards where no optimizer steps.

        At powers of 16 it is: even a run that is cut off early has told most of what happened.
        """
        late = time.monotonic() - self._flushed > FLUSH_SECONDS
        return late or self._weight > CHUNK_WEIGHT or (step & (step - 1) == 0 and step.bit_length() % 4 == 1)

    def note(
        self,
        kind: Kind,
        place: str,
        found: Iterable[tuple[ParameterGradient, Found]] = (),
        *,
        optimizer: int | None = None,
        step: int | None = None,
        caller: str = "",
    ) -> None:
        """Note an event and what was found at each parameter; once the run has had too many it is left out."""
        if self._events >= MAX_EVENTS:
            return
        # Told apart by plain tuples: nearly all events are known ones, and are to be looked up quickly.
        each = tuple([(entry.number, word) for entry, word in found])
        event = kind, place, optimizer, each, step, caller
        known = self._known.get(event)
        if known is None:
            weight = 8 + len(each)
            if self._run_weight + weight > RUN_WEIGHT:
                return
            known = self._known[event] = len(self._known)
            self._new.append(Event(kind, place, optimizer, _alike(each), step, caller))
            if kind == "backward" and all(word in BLANK for _, word in each):
                self._blank.add(known)
            if kind == "step" and all(word == "same" for _, word in each):
                self._used.add(known)
            self._surprising |= kind != "window"
            self._weight += weight
            self._run_weight += weight
        self._order.append(known)
        self._latest.append(known)
        self._events += 1
        self._weight += 1

    def is_plain(self) -> bool:
        """Whether each of the last PLAIN steps used what one backward had brought to where nothing lay."""
        last = list(self._latest)
        return len(last) == 2 * PLAIN and self._blank.issuperset(last[::2]) and self._used.issuperset(last[1::2])

    def surprised(self) -> bool:
        """Whether something was seen for the first time since this was asked before."""
        surprising, self._surprising = self._surprising, False
        return surprising

    def name(self, parameter: str) -> None:
        """Note the name of the next parameter."""
        self._names.append(parameter)
        self._weight += 8

    def wants_point(self, step: int, *, anyway: bool = False) -> bool:
        """Whether the loss after `step` steps belongs to the curve, or is to be taken `anyway` and is not there yet."""
        return step > self._last_point if anyway else step >= self._next_point

    def point(self, step: int, loss: float, norm: float | None) -> None:
        """Note a point of the curve. A number that isn't finite is no number there."""
        if not isfinite(loss) and self.first_nan is None:
            self.first_nan = step
        self._points.append(
            Point(step, loss if isfinite(loss) else None, norm if norm is None or isfinite(norm) else None),
        )
        self._last_point, self._next_point = step, self.next_point(step)
        self._weight += 3

    def restart(self) -> None:
        """Count anew: what was counted so far were no steps."""
        self._last_point, self._next_point = 0, 1

    def next_point(self, step: int) -> int:
        """Return the step after `step` whose loss belongs to the curve."""
        return step + max(1, min(step // SHARE, SPREAD * isqrt(step)))

    def flush(self, summary: Summary) -> None:
        """Send all that is new."""
        chunk = TrainingChunk(tuple(self._new), tuple(self._order), tuple(self._points), tuple(self._names), summary)
        self._new, self._order, self._points, self._names, self._weight = [], [], [], [], 0
        self._send(chunk)
        self._flushed = time.monotonic()


def _alike(each: Iterable[tuple[int, Found]]) -> tuple[Group, ...]:
    """Return the parameters by what was found at them."""
    alike: dict[Found, list[int]] = {}
    for number, word in each:
        alike.setdefault(word, []).append(number)
    return tuple(Group(word, tuple(numbers)) for word, numbers in alike.items())
