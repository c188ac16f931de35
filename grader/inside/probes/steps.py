"""Where does an optimizer's step begin and end, and when has its closure run?"""

import functools
import sys
import weakref
from collections.abc import Callable
from threading import get_ident
from types import CodeType, FrameType
from typing import Any, Self

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from grader.inside.probes.one_thread import OneThread
from grader.inside.probes.optimizers import NOBODY
from grader.inside.probes.own_parts import is_gone

Told = Callable[[torch.optim.Optimizer], None]
Counted = Callable[[int, torch.optim.Optimizer], int]


class Steps:
    """A context that counts the steps of all optimizers: one hook is called at every step, a second at times.

    Between `tell` and `hush`, and at the first step, it calls `before` as one begins and `evaluated` each time its
    closure has run. It calls `after` as one has ended, between `tell` and `hush` and from step `wake` on. `each` gets
    the count as a step has ended, and returns with which count to call it next; it is called too for another optimizer
    than the last. What the others are given to is `quietly`, which lets no exception out; `each` lets none out itself.
    Once several of the `threads` trained at the same time only the count goes on.
    """

    __slots__ = (
        "_after", "_before", "_beginning", "_each", "_ending", "_evaluated", "_known", "_quietly", "_rouse", "_several",
        "closure_ran", "count", "running", "telling", "threads", "unhooked", "wake", "with_closure",
    )  # fmt: skip

    def __init__(self, quietly: Callable[..., Any], before: Told, evaluated: Told, after: Told, each: Counted) -> None:
        self._quietly = quietly
        self._before, self._evaluated, self._after, self._each = before, evaluated, after, each
        self._beginning: Any = None
        self._ending: Any = None
        self._known: weakref.ref[torch.optim.Optimizer] = NOBODY
        self._several = False
        self._rouse = 0
        self.count = self.wake = 0
        self.threads = OneThread()
        self.telling = False
        self.running: FrameType | None = None
        """The call that steps now, while that is told."""
        self.with_closure = self.closure_ran = False
        """Whether the step that runs was given a closure, and whether that has run."""

        self.unhooked = False
        """Whether somebody else removed a hook."""

    def __enter__(self) -> Self:
        self._ending = register_optimizer_step_post_hook(self._ends)
        self.tell()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.remove()
        self._leave_beginnings()

    def tell(self) -> None:
        """Tell of each step from now on."""
        self.telling = True
        self.rouse()
        if self._beginning is None:
            self._beginning = register_optimizer_step_pre_hook(self._begins)

    def rouse(self) -> None:
        """Have `after` be called as the next step ends."""
        self.wake = self._rouse = 0

    def hush(self) -> None:
        """Tell no more, once the first step has ended. A hook can't be taken away while it may be called."""
        self.telling = False

    def _leave_beginnings(self) -> None:
        if self._beginning is not None:
            self.unhooked |= is_gone(self._beginning)
            self._beginning.remove()
            self._beginning = None

    def _begins(self, optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> Any:
        if not self.threads.takes():
            return None
        caller = sys._getframe(1)  # noqa: SLF001  a step within this very call is its super().step()
        if self.running is not None and _is_within(caller, self.running):
            return None
        self.running = caller
        return self._quietly(self._told, optimizer, args, kwargs)

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
        # Runs at every step of every training: nearly all of them end in the fourth line.
        count = self.count + 1
        if count < self._rouse and optimizer is self._known():
            self.count = count
            return
        if optimizer is self._known() and count < self.wake:
            self.count = count
            self._rouse = min(self.wake, self._each(count, optimizer))
            return
        del args, kwargs
        caller = sys._getframe(1)  # noqa: SLF001  as above
        if get_ident() != self.threads.watched and not self.threads.takes():
            self.count += not _is_within(caller.f_back, caller.f_code)
            return
        if self._is_part(caller, optimizer):
            self._several, self._known = True, NOBODY
            return
        self.count = count
        due = self._each(count, optimizer)
        if self.telling or count >= self.wake:
            self._quietly(self._after, optimizer)
        self.running = None
        if self.telling:
            self.wake = 0
        else:
            self._leave_beginnings()
        self._rouse = min(self.wake, due)
        # Of several, one may step within another, which can be seen only by looking.
        self._several |= self._known() not in (None, optimizer)
        self._known = NOBODY if self._several else weakref.ref(optimizer)

    def _is_part(self, caller: FrameType, optimizer: torch.optim.Optimizer) -> bool:
        """Whether the step that ends was called by another, which has not ended."""
        if self.running is not None:
            return caller is not self.running
        return optimizer is not self._known() and _is_within(caller.f_back, caller.f_code)


def _is_within(frame: FrameType | None, outer: FrameType | CodeType) -> bool:
    """Whether `frame` is, or was called by, `outer`."""
    while frame is not None:
        if frame is outer or frame.f_code is outer:
            return True
        frame = frame.f_back
    return False
