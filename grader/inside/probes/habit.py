"""Does the loop go on as it did? Where gradients fare otherwise, or another optimizer steps, it is worth a look."""

import weakref
from collections.abc import Callable

import torch

from grader.inside.probes.optimizers import NOBODY
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
    __slots__ = (
        "_changed", "_entry", "_gradient", "_looks", "_optimizers", "_steps", "_tensor", "_told", "_usual", "_version",
        "_way",
    )  # fmt: skip

    def __init__(self, changed: Callable[[int, int], None]) -> None:
        self._changed = changed
        self._entry: ParameterGradient | None = None
        self._gradient: torch.Tensor | None = None
        self._version = self._steps = self._looks = self._told = 0
        self._way: tuple[str, int | None] = "", None
        self._usual: int | None = None
        """How often a new gradient was written to at the last look, None where it was none or not known."""
        self._tensor: weakref.ref[torch.Tensor] = NOBODY
        self._optimizers: list[tuple[weakref.ref[torch.optim.Optimizer], int]] = []
        """Each with the number of its groups of parameters."""

    def of(self, entry: ParameterGradient) -> None:
        """Look at this parameter from now on."""
        if entry is not self._entry:
            self._entry, self._gradient, self._looks, self._usual = entry, None, 0, None
            self._tensor = NOBODY if entry.parameter is None else weakref.ref(entry.parameter)

    def after(self, steps: int, optimizer: torch.optim.Optimizer, *, watched: bool) -> None:
        """Look, as step number `steps` of `optimizer` has ended, that was `watched` or not. Never raises."""
        try:
            latest, groups = self._optimizers[-1] if self._optimizers else (NOBODY, 0)
            known = latest() is optimizer and len(optimizer.param_groups) == groups
            if known and self._usual is not None and not watched:
                # Nearly all looks end here.
                tensor = self._tensor()
                gradient = None if tensor is None else tensor.grad
                if gradient is not None and gradient is not self._gradient and gradient._version == self._usual:  # noqa: SLF001  as below
                    self._gradient, self._steps = gradient, steps
                    return
            if not known and self._is_new(optimizer):
                self._changed(steps, SIZE)
            self.look(steps, watched=watched)
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._entry, self._tensor = None, NOBODY

    def look(self, steps: int, *, watched: bool = False) -> None:
        """Tell of a change after so many steps, if there is one.

        A new gradient that was watched as it arrived was copied by autograd: how often it was written to tells nothing.
        """
        parameter = self._tensor()
        if parameter is None or self._told >= MOST:
            return
        (way, writes), (before, written) = self._fares(parameter.grad, steps), self._way
        self._way = way, None if watched and way == "new" else writes
        self._looks += 1
        if self._looks > LEARNED and (way != before or _differ(written, self._way[1])):
            self._told += 1
            self._changed(steps, LONG)
        self._usual = self._way[1] if way == "new" and self._told < MOST else None

    def _is_new(self, optimizer: torch.optim.Optimizer) -> bool:
        """Whether it is another optimizer than those before, or one that was given more parameters."""
        groups = len(optimizer.param_groups)
        for place, (one, before) in enumerate(self._optimizers):
            if one() is optimizer:
                self._optimizers[place] = one, groups
                return groups != before
        if len(self._optimizers) > MOST:
            return False
        self._optimizers.append((weakref.ref(optimizer), groups))
        return len(self._optimizers) > 1

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
