"""When to look: at the beginning, and then for two steps at random places of the run."""

import random

FIRST = 22
"""Steps at the beginning that are all looked at: some loops reset once in ten."""
PLAIN = 11
"""So many are enough where all of them went the plain way, and not all with the same input."""
FEW = 3
"""A run may have no more steps than these; then its end is looked at too."""
SIZE = 2
"""Steps of each later window."""
LONG = 64
"""Steps of one where something changed: if it is that one step in so many does not reset, the next is among them."""
BLOCK = 1000
"""Each block of at least this many steps, or of a third of the run so far, has one window."""
SHARE = 3
MOST_OTHERS = 16
"""Steps of other optimizers that a later window waits through until the one after whose step it began steps again."""
MOST_BACKWARDS = 400
"""Backwards in one window, if two steps were among them."""


class Windows:
    """Draws where windows begin, from a generator of its own, and knows when the open one is over.

    The student's random numbers stay as they are. `backwards` of the open window are counted by who watches; `next` is
    the step after which the next begins, once one was closed, and `first` the last of those at the beginning. Where no
    optimizer steps, backwards stand for steps.
    """

    def __init__(self, seed: int, *, every_step: bool = False) -> None:
        self._random = random.Random(seed)  # noqa: S311  hidden positions, not secrets
        self._every_step = every_step
        self.first = self._block_end = FIRST
        self._end = 0.0
        self._size = SIZE
        self.next = self.backwards = self._steps = 0
        self._awaited: int | None = None
        self._drawn = 0
        self.is_later = False
        """Whether the open window is one that comes to an end after those of the beginning."""

    def begin(self, step: int, optimizer: int | None) -> None:
        """Open a window after `step` steps, the last of them by the optimizer of that number."""
        self.backwards = self._steps = 0
        self._awaited = optimizer
        self.is_later = step >= self.first and not self._every_step
        if self._every_step:
            self._end = float("inf")
        else:
            self._end = step + self._size if self.is_later else self.first
        self._size = SIZE

    def restart(self) -> None:
        """Begin anew, with the open window: what was counted so far were no steps."""
        self.first = self._block_end = FIRST
        self.next = self._drawn = 0
        if not self._every_step:
            self._end, self.is_later = FIRST, False

    def be_content(self, step: int) -> None:
        """Take the first `step` steps as enough of them."""
        self.first = step
        if not self._every_step:
            self._end = step

    def stepped(self, optimizer: int | None) -> None:
        """Count a step of the optimizer of that number, or an update by hand.

        Only of one that steps again it is known what it had used.
        """
        self._steps += 1
        if optimizer == self._awaited or self._steps > MOST_OTHERS:
            self._awaited = None

    def is_over(self, step: int, *, by_hand: bool, surprised: bool) -> bool:
        """Whether the window has had its steps, or too many backwards; `by_hand` where no optimizer steps.

        After one in which something was seen for the first time a later window goes on for a few.
        """
        if surprised and step > self.first:
            self._end = max(self._end, step + SIZE)
        many = self.backwards > MOST_BACKWARDS and (self._steps > 1 or by_hand)
        enough = step >= self._end and self._awaited is None and (self._steps > 1 or not by_hand)
        return enough or (many and not self._every_step)

    def hurry(self, step: int, size: int) -> None:
        """Have one more window of `size` steps begin after `step` steps, before the one that was drawn."""
        self._size = size
        if step < self.next:
            self._drawn, self.next = self.next, step

    def close(self, step: int) -> None:
        """Close the window after `step` steps, and draw the next, unless that was done."""
        drawn, self._drawn = self._drawn, 0
        if drawn > step:
            self.next = drawn
            return
        start = max(step, self._block_end)
        length = max(BLOCK, start // SHARE)
        self._block_end = start + length
        self.next = self._random.randint(start + 1, self._block_end - SIZE)
