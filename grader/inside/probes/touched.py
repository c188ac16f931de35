"""What did the student's code put in the place of torch's functions, or of the grader's?"""

import time
from collections.abc import Callable
from typing import Any, Self

from grader.inside.probes.functions import known
from grader.inside.probes.own_parts import OwnParts
from grader.wire.observation import Touched

MOST = 20
"""Names that are told."""
FIRST_SECONDS, MOST_SECONDS = 0.5, 5.0
"""When the first look is due; each next one when the run is twice as old, or older by so many seconds."""


class Integrity:
    """A context that ends with a look, however it is left. Made before the student's file is loaded.

    What is found is sent at once, each name once: a run that is cut off has told what was seen by then.
    """

    def __init__(self, send: Callable[[Touched], None]) -> None:
        self._send = send
        self._functions = known()
        self._parts = OwnParts()
        self._told: set[str] = set()
        self._began = time.monotonic()
        self._due = FIRST_SECONDS

    def of(self, *observers: Any) -> Self:
        """Look at these objects of the grader's too, from now on."""
        self._parts = OwnParts(*observers)
        return self

    def look_at_times(self) -> None:
        """Look where that is due: a look takes milliseconds."""
        age = time.monotonic() - self._began
        if age > self._due:
            self._due = min(2 * age, age + MOST_SECONDS)
            self.look()

    def look(self) -> None:
        """Tell what is other than it was."""
        new = {*self._functions.replaced(), *self._parts.touched()} - self._told
        if new and len(self._told) < MOST:
            told = sorted(new)[: MOST - len(self._told)]
            self._told.update(told)
            self._send(Touched(tuple(told)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.look()
        # From here on the observers take themselves apart.
        self._due = float("inf")
