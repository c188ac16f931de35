"""Which optimizers step, with which rate, and which parameters they hold."""

from typing import Any

import torch

from grader.wire.training import Optimizer

MOST = 8
"""Optimizers that are told apart."""


class Optimizers:
    """Numbers optimizers by what they are: one made anew at every step stays the same one."""

    def __init__(self) -> None:
        self._found: dict[Optimizer, int] = {}

    def number(self, optimizer: torch.optim.Optimizer, parameters: tuple[int, ...]) -> int:
        """Return the number of `optimizer`, which holds `parameters`."""
        made = Optimizer(type(optimizer).__name__, _rate(optimizer.param_groups), parameters)
        for known, number in self._found.items():
            if (known.kind, known.parameters) == (made.kind, made.parameters):
                return number
        number = min(len(self._found), MOST)
        if number < MOST:
            self._found[made] = number
        return number

    def seen(self) -> tuple[Optimizer, ...]:
        """Return them in the order of their numbers."""
        return tuple(self._found)


def _rate(groups: list[dict[str, Any]]) -> float | None:
    rate = groups[0].get("lr") if groups else None
    if isinstance(rate, torch.Tensor):
        rate = float(rate)
    finite = isinstance(rate, int | float) and abs(rate) < float("inf")
    return float(rate) if finite and rate is not None else None
