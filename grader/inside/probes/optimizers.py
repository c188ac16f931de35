"""Which optimizers step, with which rate, which parameters they hold, and whether they use what they find."""

import weakref
from collections.abc import Sequence
from math import isfinite
from typing import Any

import torch

from grader.inside.probes.parameter_gradient import ParameterGradient
from grader.wire.training import Found, Optimizer

NOBODY: weakref.ref[torch.optim.Optimizer] = weakref.ref(torch.optim.SGD([torch.zeros(1)]))
"""Refers to an optimizer that is gone: nothing here keeps one of the student's alive."""
MOST = 8
"""Optimizers that are told apart."""


class Optimizers:
    """Numbers optimizers by what they are: one made anew at every step stays the same one."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, tuple[int, ...]], int] = {}
        self._rates: list[float | None] = []
        self._varied: set[int] = set()
        self._momenta: list[float] = []
        self._before: tuple[int, list[tuple[torch.Tensor, int, torch.Tensor]]] | None = None
        self._idle: set[int] = set()
        self._used: set[int] = set()

    def number(self, optimizer: torch.optim.Optimizer, held: Sequence[ParameterGradient]) -> int:
        """Return the number of `optimizer`, which holds the parameters of `held`."""
        made = type(optimizer).__name__, tuple([entry.number for entry in held])
        number = self._found.get(made)
        if number is None:
            number = len(self._found)
            if number < MOST:
                self._found[made] = number
                self._rates.append(_rate(optimizer.param_groups))
                self._momenta.append(_momentum(optimizer.param_groups))
        elif number not in self._varied and _rate(optimizer.param_groups) != self._rates[number]:
            self._varied.add(number)
        return number

    def begins(
        self, optimizer: torch.optim.Optimizer, number: int, found: Sequence[tuple[ParameterGradient, Found]]
    ) -> None:
        """Remember the values that a step begins with, where hooks of the optimizer's own may yet reset gradients.

        They run after the grader's, and a hook behind them would be in the way of one that takes itself away.
        """
        self._before = None
        if optimizer._optimizer_step_pre_hooks:  # noqa: SLF001  read only
            given = [entry.parameter for entry, word in found if word not in ("none", "zero", "blank")]
            self._before = number, [(p, p._version, p.detach().clone()) for p in given if p is not None]  # noqa: SLF001

    def ended(self) -> None:
        """See whether the step wrote to any parameter that had a gradient as it began, be it the same value."""
        number, before = self._before or (0, [])
        self._before = None
        if before:
            used = any(p._version != version or not torch.equal(p, values) for p, version, values in before)  # noqa: SLF001
            (self._used if used else self._idle).add(number)

    def seen(self) -> tuple[Optimizer, ...]:
        """Return them in the order of their numbers."""
        idle = self._idle - self._used
        found = zip(self._found, self._rates, self._momenta, strict=True)
        return tuple(
            Optimizer(kind, rate, held, n in idle, varied=n in self._varied, momentum=momentum)
            for n, ((kind, held), rate, momentum) in enumerate(found)
        )


def _rate(groups: list[dict[str, Any]]) -> float | None:
    rate = groups[0].get("lr") if groups else None
    if isinstance(rate, torch.Tensor):
        rate = float(rate)
    return float(rate) if isinstance(rate, int | float) and isfinite(rate) else None


def _momentum(groups: list[dict[str, Any]]) -> float:
    momentum = groups[0].get("momentum") if groups else None
    return float(momentum) if isinstance(momentum, int | float) and isfinite(momentum) else 0.0
