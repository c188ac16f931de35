"""Which optimizers step, with which rate, and which parameters they hold."""

from typing import Any

import torch

from grader.wire.training import Optimizer

MOST = 8
"""Optimizers that are told apart."""


class Optimizers:
    """Numbers optimizers by what they are: one made anew at every step stays the same one."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, tuple[int, ...]], int] = {}
        self._rates: list[float | None] = []

    def number(self, optimizer: torch.optim.Optimizer, parameters: tuple[int, ...]) -> int:
        """Return the number of `optimizer`, which holds `parameters`."""
        made = type(optimizer).__name__, parameters
        number = self._found.get(made)
        if number is None:
            number = len(self._found)
            if number < MOST:
                self._found[made] = number
                self._rates.append(_rate(optimizer.param_groups))
        return number

    def seen(self) -> tuple[Optimizer, ...]:
        """Return them in the order of their numbers."""
        return tuple(Optimizer(kind, rate, held) for (kind, held), rate in zip(self._found, self._rates, strict=True))


def _rate(groups: list[dict[str, Any]]) -> float | None:
    rate = groups[0].get("lr") if groups else None
    if isinstance(rate, torch.Tensor):
        rate = float(rate)
    finite = isinstance(rate, int | float) and abs(rate) < float("inf")
    return float(rate) if finite and rate is not None else None
