"""The life of one parameter's `.grad`: what arrives, what lay there before, what a step finds."""

from collections.abc import Callable
from typing import Any

import torch

from grader.wire.training import AtStep, Before


class ParameterGradient:
    """Hooks on one leaf tensor. `arrive` is called for each gradient that `backward` adds to `.grad`."""

    def __init__(self, parameter: torch.Tensor, arrive: Callable[[Before], None]) -> None:
        self._parameter = parameter
        self._arrive = arrive
        self._pending: tuple[torch.Tensor, Before] | None = None
        self._fresh: torch.Tensor | None = None
        self._values = parameter.detach().clone()
        self._start = self._values
        self._stepped = False
        self.functional = 0
        self._handles: list[Any] = [
            parameter.register_hook(self._computed),  # type: ignore[no-untyped-call]
            parameter.register_post_accumulate_grad_hook(self._added),  # type: ignore[no-untyped-call]
        ]

    def remove(self) -> None:
        """Take the hooks away."""
        for handle in self._handles:
            handle.remove()

    @property
    def moved(self) -> bool:
        """Whether the values are other than at the start."""
        return not _same(self._parameter.detach(), self._start)

    def moved_by_hand(self) -> bool:
        """Whether the values changed since the last call without an optimizer's step."""
        now = self._parameter.detach()
        moved = not self._stepped and not _same(now, self._values)
        self._values, self._stepped = now.clone(), False
        return moved

    def at_step(self) -> AtStep:
        """Return what `.grad` is to the step that is about to use it."""
        gradient, fresh = self._parameter.grad, self._fresh
        if gradient is None or (not gradient.any() and (fresh is None or fresh.any())):
            return "empty" if fresh is None else "lost"
        if fresh is None:
            return "old"
        if _same(gradient, fresh):
            return "fresh"
        if bool((gradient.sign() * fresh.sign() >= 0).all()) and bool((gradient.abs() <= fresh.abs()).all()):
            return "clipped"
        return "mixed" if self._carried else "other"

    def stepped(self) -> None:
        """Note that an optimizer used the gradient."""
        self._fresh = None
        self._stepped = True

    _carried = False

    def _computed(self, gradient: torch.Tensor) -> None:
        if self._pending is not None:
            self.functional += 1
        there = self._parameter.grad
        before: Before = "none" if there is None else "left" if there.any() else "zero"
        self._pending = (gradient.detach(), before)

    def _added(self, _parameter: torch.Tensor) -> None:
        if self._pending is None:
            return
        gradient, before = self._pending
        self._pending = None
        if self._fresh is None:
            self._carried = before == "left"
        if self._fresh is None or before != "left":
            self._fresh = gradient.clone()
        else:
            self._fresh = self._fresh + gradient
        self._arrive(before)


def _same(one: torch.Tensor, other: torch.Tensor) -> bool:
    return one.shape == other.shape and bool(torch.equal(one.nan_to_num(), other.nan_to_num()))
