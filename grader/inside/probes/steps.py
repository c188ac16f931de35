"""Where does an optimizer's step begin and end, and when has its closure run?"""

import functools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Self

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

Told = Callable[[torch.optim.Optimizer], None]


class Steps:
    """A context that counts the steps of all optimizers: the one pair of hooks that is called at every step.

    It calls `each` before every step. While it is `telling`, and at the first step, it calls `before` as one begins
    and `evaluated` each time its closure has run; while it is telling, and from step `wake` on, `after` as one has
    ended. What these three are given to is `quietly`, which lets no exception out; `each` lets none out itself.
    """

    def __init__(self, quietly: Callable[..., Any], each: Told, before: Told, evaluated: Told, after: Told) -> None:
        self._quietly = quietly
        self._each = each
        self._before, self._evaluated, self._after = before, evaluated, after
        self._handles: list[Any] = []
        self.count = self.wake = 0
        self.telling = False
        self.running: FrameType | None = None
        """The call that steps now."""
        self.with_closure = self.closure_ran = False
        """Whether the step that runs was given a closure, and whether that has run."""

    def __enter__(self) -> Self:
        self._handles = [
            register_optimizer_step_pre_hook(self._begins),
            register_optimizer_step_post_hook(self._ends),
        ]
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self._handles:
            handle.remove()

    def _begins(self, optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> Any:
        caller = sys._getframe(1)  # noqa: SLF001  a step within this very call is its super().step()
        if self.running is not None and _is_within(caller, self.running):
            return None
        self.running = caller
        self._each(optimizer)
        return self._quietly(self._told, optimizer, args, kwargs) if self.telling or not self.count else None

    def _told(self, optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> Any:
        closure = kwargs.get("closure", args[1] if len(args) > 1 else None)
        self.with_closure, self.closure_ran = callable(closure), False
        self._before(optimizer)
        if not callable(closure):
            return None

        @functools.wraps(closure)
        def watched(*arguments: Any, **words: Any) -> Any:
            value = closure(*arguments, **words)
            self.closure_ran = True
            self._quietly(self._evaluated, optimizer)
            return value

        if "closure" in kwargs:
            return args, {**kwargs, "closure": watched}
        return (args[0], watched, *args[2:]), kwargs

    def _ends(self, optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> None:
        del args, kwargs
        if self.running is not sys._getframe(1):  # noqa: SLF001
            return
        self.count += 1
        if self.telling or self.count >= self.wake:
            self._quietly(self._after, optimizer)
        self.running = None


def _is_within(frame: FrameType | None, outer: FrameType) -> bool:
    while frame is not None:
        if frame is outer:
            return True
        frame = frame.f_back
    return False
