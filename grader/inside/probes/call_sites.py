"""Which of the student's own lines is running, and what was called there, read from the stack."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import torch

from grader.inside.probes import transforms
from grader.wire.training import Call, Called

_TENSOR_BACKWARD = torch.Tensor.backward.__code__
_BACKWARD = torch.autograd.backward.__code__
_GRAD = torch.autograd.grad.__code__
_FUNCTIONAL = {"grad_impl", "grad_and_value_impl", "_vjp_with_argnums"}
_NAMES = {"zero_grad", "backward", "step", *_FUNCTIONAL}
LISTEN_STEPS, LISTEN_BACKWARDS = 3, 32
"""Steps in which calls are listened to, and backwards: several may come before a step."""
MOST_CALLS = 32
MOST_EVENTS, MOST_BY_MODE = 20_000, 60_000
"""Calls and returns that are listened to at a time, the grader's own among them: some milliseconds.
A mode, such as that of a default device, makes several of each."""


@dataclass(frozen=True, slots=True)
class Backward:
    """The backward that is running: the student's line, the loss if it is found, whether it is `autograd.grad`.

    `caller` is the line that called the function in which that line stands, `nested` says that it runs within another
    one, as where layers are calculated again to save memory.
    """

    place: str
    caller: str
    loss: torch.Tensor | None
    functional: bool
    nested: bool = False


class Places:
    """Finds the student's lines: those of files below `folder`."""

    def __init__(self, folder: str) -> None:
        self._prefix = os.path.join(os.path.realpath(folder), "")  # noqa: PTH118  a prefix of text, not a path
        self._given = os.path.join(folder, "")  # noqa: PTH118
        self._names: dict[CodeType, str] = {}

    def here(self, frame: FrameType | None) -> str:
        """Return the innermost of the student's lines at or above `frame` as `file:line`, or nothing."""
        frame = self.innermost(frame)
        return "" if frame is None else f"{self.file(frame.f_code)}:{frame.f_lineno}"

    def innermost(self, frame: FrameType | None) -> FrameType | None:
        """Return the innermost call of the student's own code at or above `frame`, if there is one."""
        while frame is not None and not self.file(frame.f_code):
            frame = frame.f_back
        return frame

    def file(self, code: CodeType) -> str:
        """Return the student's file that holds `code`, relative to the folder; empty for other code."""
        name = self._names.get(code)
        if name is None:
            path = code.co_filename
            prefix = next((p for p in (self._given, self._prefix) if path.startswith(p)), None)
            name = "" if prefix is None else path[len(prefix) :]
            self._names[code] = name
        return name

    def backward(self) -> Backward:
        """Return the backward that a hook is called by. On a device its hooks run in a thread of their own."""
        found = self._backward_above(sys._getframe(1))  # noqa: SLF001  the documented way to one's own stack
        if found is not None:
            return found
        elsewhere = map(self._backward_above, sys._current_frames().values())  # noqa: SLF001
        return next((found for found in elsewhere if found is not None), Backward("", "", None, functional=False))

    def loss(self) -> torch.Tensor | None:
        """Return the one loss that the hook's own thread goes back from, which is all that a curve needs."""
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  as above
        while frame is not None and frame.f_code is not _BACKWARD:
            frame = frame.f_back
        return self.backward().loss if frame is None else _only(frame.f_locals.get("tensors"))

    def _backward_above(self, frame: FrameType | None) -> Backward | None:
        while frame is not None:
            code = frame.f_code
            if code is _BACKWARD or code is _GRAD:
                tensors = frame.f_locals.get("tensors" if code is _BACKWARD else "outputs")
                own = self.innermost(frame)
                caller = "" if own is None else self.here(own.f_back)
                nested = _within_backward(frame.f_back)
                return Backward(self.here(own), caller, _only(tensors), functional=code is _GRAD, nested=nested)
            frame = frame.f_back
        return None


def value(loss: torch.Tensor | None) -> float | None:
    """Return a loss as a number, None where there is none, or several, or `torch.func` calculates with it."""
    return None if loss is None or transforms.wrapped(loss) or loss.numel() != 1 else float(loss.detach())


def _within_backward(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code is _BACKWARD:
            return True
        frame = frame.f_back
    return False


def _by_a_mode(frame: FrameType) -> bool:
    """Whether a mode, such as the one of the default device, calls anew what the student called."""
    return frame.f_back is not None and frame.f_back.f_code.co_name == "__torch_function__"


def _only(tensors: Any) -> torch.Tensor | None:
    """Return the one loss that was gone back from; several have no one value."""
    if isinstance(tensors, tuple | list) and len(tensors) == 1:
        tensors = tensors[0]
    return tensors if isinstance(tensors, torch.Tensor) else None


class Calls:
    """Listens for a while to what is called: tells a missing call from one on the wrong object.

    Python's profile function is used, which replaces nothing. `roots` gets each loss that is gone back from.
    """

    # To look at an object that has none makes it slower ever after.
    __slots__ = ("_found", "_left", "_listen", "_numbers", "_places", "_roots", "listening")

    def __init__(
        self, places: Places, numbers: Callable[[Any], tuple[int, ...]], roots: Callable[[torch.Tensor], None]
    ) -> None:
        self._places = places
        self._numbers = numbers
        self._roots = roots
        self._found: dict[tuple[Called, str, tuple[int, ...]], int] = {}
        self._left = 0
        self.listening = False
        self._listen = self._heard

    def start(self) -> None:
        """Listen, unless the student's own profile function does."""
        if sys.getprofile() is None:
            by_mode = torch._C._is_torch_function_mode_enabled()  # noqa: SLF001  torch has no public word for it
            self._left = MOST_BY_MODE if by_mode else MOST_EVENTS
            self.listening = True
            sys.setprofile(self._listen)

    def stop(self) -> None:
        """Stop listening."""
        self.listening = False
        if sys.getprofile() is self._listen:
            sys.setprofile(None)

    def stop_after(self, steps: int, backwards: int) -> None:
        """Stop listening where so many steps and backwards have been enough."""
        if self.listening and (steps >= LISTEN_STEPS or backwards >= LISTEN_BACKWARDS):
            self.stop()

    def deaf(self, look: Callable[..., Any]) -> Callable[..., Any]:
        """Return `look` as a function during which nothing is heard: most that would be are the grader's own calls."""

        def unheard(*arguments: Any) -> Any:
            # A compiler reads this too, and knows no profile function.
            if not self.listening or torch.compiler.is_compiling() or sys.getprofile() is not self._listen:
                return look(*arguments)
            sys.setprofile(None)
            try:
                return look(*arguments)
            finally:
                if self.listening:
                    sys.setprofile(self._listen)

        return unheard

    def seen(self) -> tuple[Call, ...]:
        """Return the calls heard so far."""
        return tuple(Call(*key, times) for key, times in self._found.items())

    def count(self, name: Called) -> int:
        """Return how often `name` was called."""
        return sum(times for (called, _, _), times in self._found.items() if called == name)

    def _heard(self, frame: FrameType, event: str, _argument: Any) -> None:
        # Runs hundreds of times in each of those steps.
        self._left -= 1
        if self._left < 0:
            self.stop()
        if event == "call" and frame.f_code.co_name in _NAMES:
            try:
                self._called(frame)
            except Exception:  # noqa: BLE001  the student's objects may do anything when looked at
                self.stop()

    def _called(self, frame: FrameType) -> None:
        code = frame.f_code
        name = code.co_name
        if name == "zero_grad":
            self._note("zero_grad", frame, self._numbers(frame.f_locals.get("self")))
        elif code is _TENSOR_BACKWARD and not _by_a_mode(frame):
            self._note("backward", frame)
            self._roots(frame.f_locals["self"])
        elif name == "step" and self._places.file(code):
            self._note("step", frame)
        elif name in _FUNCTIONAL and "_functorch" in code.co_filename:
            self._note("functional", frame)

    def _note(self, name: Called, frame: FrameType, parameters: tuple[int, ...] = ()) -> None:
        key = (name, self._places.here(frame.f_back), parameters)
        if key in self._found or len(self._found) < MOST_CALLS:
            self._found[key] = self._found.get(key, 0) + 1
