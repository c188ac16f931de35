"""When to look: at the beginning, and then for a few steps at random places of the run."""

import random

FIRST = 24
"""Steps at the beginning that are all looked at."""
SIZE = 3
"""Steps of each later window."""
BLOCK = 160
"""Each block of at least this many steps, or of a sixteenth of the run so far, has one window."""
SHARE = 16


class Windows:
    """Draws where windows begin, from a generator of its own: the student's random numbers stay as they are."""

    def __init__(self, seed: int, *, every_step: bool = False) -> None:
        self._random = random.Random(seed)  # noqa: S311  hidden positions, not secrets
        self._every_step = every_step
        self._block_end = FIRST

    def end(self, start: int) -> float:
        """Return the step after which the window that began after `start` steps ends."""
        if self._every_step:
            return float("inf")
        return FIRST if start < FIRST else start + SIZE

    def next(self, step: int) -> int:
        """Return after which step the next window begins, as seen when one has ended after `step`."""
        start = max(step, self._block_end)
        length = max(BLOCK, start // SHARE)
        self._block_end = start + length
        return self._random.randint(start + 1, self._block_end - SIZE)
