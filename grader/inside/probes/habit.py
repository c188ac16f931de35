"""Does the loop go on as it did? Where gradients fare otherwise, or another optimizer steps, it is worth a look."""

import weakref
from collections.abc import Callable

import torch

from grader.inside.probes.parameter_gradient import ParameterGradient

LEARNED = 2
"""Looks after which the habit is known: the first has nothing to compare with."""
MOST = 6
"""Changes that are told, and optimizers: some loops have no habits."""


class Habit:
    """Looks at times at `.grad` of one parameter, which takes less than a microsecond, and tells of each change."""

    # To look at an object that has none makes it slower ever after.
    __slots__ = ("_changed", "_entry", "_gradient", "_looks", "_optimizers", "_steps", "_told", "_version", "_way")

    def __init__(self, changed: Callable[[int], None]) -> None:
        self._changed = changed
        self._entry: ParameterGradient | None = None
        self._gradient: torch.Tensor | None = None
        self._version = self._steps = self._looks = self._told = 0
        self._way = ""
        self._optimizers: list[weakref.ref[torch.optim.Optimizer]] = []

    def of(self, entry: ParameterGradient) -> None:
        """Look at this parameter from now on."""
        if entry is not self._entry:
            self._entry, self._gradient, self._looks = entry, None, 0

    def after(self, steps: int, optimizer: torch.optim.Optimizer) -> None:
        """Look, as step number `steps` of `optimizer` has ended. Never raises."""
        try:
            if self._is_new(optimizer):
                self._changed(steps)
            self.look(steps)
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._entry = None

    def look(self, steps: int) -> None:
        """Tell of a change after so many steps, if there is one."""
        parameter = None if self._entry is None else self._entry.parameter
        if parameter is None or self._told >= MOST:
            return
        way, before = self._fares(parameter.grad, steps), self._way
        self._way = way
        self._looks += 1
        if self._looks > LEARNED and way != before:
            self._told += 1
            self._changed(steps)

    def _is_new(self, optimizer: torch.optim.Optimizer) -> bool:
        known = self._optimizers
        if len(known) > MOST or any(one() is optimizer for one in known):
            return False
        known.append(weakref.ref(optimizer))
        return len(known) > 1

    def _fares(self, gradient: torch.Tensor | None, steps: int) -> str:
        """Return whether `.grad` is none, new, or the tensor of the look before, written to so often in a step."""
        version = 0 if gradient is None else gradient._version  # noqa: SLF001  torch has no public word for it
        written, since = version - self._version, max(1, steps - self._steps)
        kept = gradient is self._gradient
        self._gradient, self._version, self._steps = gradient, version, steps
        if gradient is None:
            return "none"
        # Where a reset writes zeros, a step writes twice.
        return f"kept {written // since}" if kept else "new"
