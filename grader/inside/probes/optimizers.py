"""Which optimizers step, with which rate, which parameters they hold, and whether they use what they find."""

import weakref
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

import torch

from grader.inside.probes.parameter_gradient import ParameterGradient
from grader.wire.training import Found, Optimizer

NOBODY: weakref.ref[Any] = weakref.ref(type("Gone", (), {})())
"""Refers to nothing any more. An optimizer would do, but to make one loads torch's compiler, before it is idle."""
MOST = 8
"""Optimizers that are told apart."""


class Optimizers:
    """Numbers optimizers by what they are: one made anew at every step stays the same one."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, tuple[int, ...]], int] = {}
        self._made: list[Optimizer] = []
        self._before: list[tuple[torch.Tensor, int, torch.Tensor]] = []

    def number(self, optimizer: torch.optim.Optimizer, held: Sequence[ParameterGradient]) -> int:
        """Return the number of `optimizer`, which holds the parameters of `held`."""
        made = type(optimizer).__name__, tuple([entry.number for entry in held])
        number = self._found.get(made)
        if number is None:
            number = len(self._found)
            if number < MOST:
                self._found[made] = number
                groups = optimizer.param_groups
                self._made.append(Optimizer(made[0], _rate(groups), made[1], momentum=_momentum(groups)))
        elif not self._made[number].varied and _rate(optimizer.param_groups) != self._made[number].lr:
            self._made[number] = replace(self._made[number], varied=True)
        return number

    def begins(self, optimizer: torch.optim.Optimizer, found: Sequence[tuple[ParameterGradient, Found]]) -> None:
        """Remember the values that a step begins with, where it may yet reset its gradients before it uses them.

        Hooks of the optimizer's own do so, or its own code. They run after the grader's, and a hook behind them would
        be in the way of one that takes itself away.
        """
        self._before = []
        own_code = not type(optimizer).__module__.startswith("torch.")
        if own_code or optimizer._optimizer_step_pre_hooks:  # noqa: SLF001  read only
            given = [entry.parameter for entry, word in found if word not in ("none", "zero", "blank")]
            self._before = [(p, p._version, p.detach().clone()) for p in given if p is not None]  # noqa: SLF001

    def used_nothing(self) -> bool:
        """Whether the step that ended wrote to no parameter that had a gradient, and those gradients are gone."""
        before, self._before = self._before, []
        return bool(before) and not any(
            p._version != version or not torch.equal(p, values) or (p.grad is not None and p.grad.any())  # noqa: SLF001
            for p, version, values in before
        )

    def seen(self) -> tuple[Optimizer, ...]:
        """Return them in the order of their numbers."""
        return tuple(self._made)


def _rate(groups: list[dict[str, Any]]) -> float | None:
    rate = groups[0].get("lr") if groups else None
    if isinstance(rate, torch.Tensor):
        rate = float(rate)
    return float(rate) if isinstance(rate, int | float) and isfinite(rate) else None


def _momentum(groups: list[dict[str, Any]]) -> float:
    momentum = groups[0].get("momentum") if groups else None
    return float(momentum) if isinstance(momentum, int | float) and isfinite(momentum) else 0.0
