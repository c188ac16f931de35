"""Does the loop go on as it did? Where gradients fare otherwise, or another optimizer steps, it is worth a look."""

import weakref
from collections.abc import Callable

import torch

from grader.inside.probes.parameter_gradient import ParameterGradient
from grader.inside.probes.windows import LONG, SIZE

LEARNED = 2
"""Looks after which the habit is known: the first has nothing to compare with."""
MOST = 6
"""Changes that are told, and optimizers: some loops have no habits."""


class Habit:
    """Looks at times at `.grad` of one parameter, which takes less than a microsecond, and tells of each change.

    `changed` gets the step, and how many from there on are worth a look.
    """

    # To look at an object that has none makes it slower ever after.
    __slots__ = ("_changed", "_entry", "_gradient", "_looks", "_optimizers", "_steps", "_told", "_version", "_way")

    def __init__(self, changed: Callable[[int, int], None]) -> None:
        self._changed = changed
        self._entry: ParameterGradient | None = None
        self._gradient: torch.Tensor | None = None
        self._version = self._steps = self._looks = self._told = 0
        self._way: tuple[str, int | None] = "", None
        self._optimizers: list[weakref.ref[torch.optim.Optimizer]] = []

    def of(self, entry: ParameterGradient) -> None:
        """Look at this parameter from now on."""
        if entry is not self._entry:
            self._entry, self._gradient, self._looks = entry, None, 0

    def after(self, steps: int, optimizer: torch.optim.Optimizer, *, watched: bool) -> None:
        """Look, as step number `steps` of `optimizer` has ended, that was `watched` or not. Never raises."""
        try:
            if self._is_new(optimizer):
                self._changed(steps, SIZE)
            self.look(steps, watched=watched)
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._entry = None

    def look(self, steps: int, *, watched: bool = False) -> None:
        """Tell of a change after so many steps, if there is one.

        Where a gradient was watched as it arrived, autograd has copied it: how often it was written to says nothing.
        """
        parameter = None if self._entry is None else self._entry.parameter
        if parameter is None or self._told >= MOST:
            return
        (way, writes), (before, written) = self._fares(parameter.grad, steps), self._way
        self._way = way, None if watched else writes
        self._looks += 1
        if self._looks > LEARNED and (way != before or _differ(written, self._way[1])):
            self._told += 1
            self._changed(steps, LONG)

    def _is_new(self, optimizer: torch.optim.Optimizer) -> bool:
        known = self._optimizers
        if len(known) > MOST or any(one() is optimizer for one in known):
            return False
        known.append(weakref.ref(optimizer))
        return len(known) > 1

    def _fares(self, gradient: torch.Tensor | None, steps: int) -> tuple[str, int]:
        """Return what `.grad` is, and how often it was written to: in a step, or in all where it is new."""
        version = 0 if gradient is None else gradient._version  # noqa: SLF001  torch has no public word for it
        written, since = version - self._version, max(1, steps - self._steps)
        kept = gradient is self._gradient
        self._gradient, self._version, self._steps = gradient, version, steps
        if gradient is None:
            return "none", 0
        # Where a reset writes zeros, a step writes twice.
        return ("kept", written // since) if kept else ("new", version)


def _differ(one: int | None, other: int | None) -> bool:
    """Whether both are known, and not the same."""
    return one is not None and other is not None and one != other
