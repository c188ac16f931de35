"""The student's variable that holds the loss as a step ends: reading it costs a tenth of a hook on the backward."""

import sys
import weakref
from inspect import CO_OPTIMIZED
from types import CodeType, FrameType
from typing import Any

import torch

from grader.inside.probes.call_sites import Places, value
from grader.inside.probes.optimizers import NOBODY

OURS = 3
"""References to a function's variables where nobody but Python and the grader has any: the frame's, and two here."""


class LossVariable:
    """Knows by which name of which code a loss was found, and reads it while that code is on the stack."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._code: CodeType | None = None
        self._name = ""
        self._latest: weakref.ref[Any] = NOBODY

    def __bool__(self) -> bool:
        return self._code is not None

    def find(self, caller: FrameType | None, loss: torch.Tensor | None) -> None:
        """Look for `loss` in the innermost of the student's functions that led to `caller`, as a step ends there."""
        self._code = None
        frame = self._places.innermost(caller)
        if frame is not None and loss is not None:
            names = [name for name, found in _variables(frame).items() if found is loss]
            # Of two, one may be there to keep the first loss, or the best.
            if len(names) == 1:
                self._code, self._name, self._latest = frame.f_code, names[0], weakref.ref(loss)

    def read(self) -> float | None:
        """Return the loss that the variable holds now; None where it holds no new one, and then it is known no more."""
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  the documented way to one's own stack
        while frame is not None and frame.f_code is not self._code:
            frame = frame.f_back
        loss = None if frame is None else _variables(frame).get(self._name)
        is_new = isinstance(loss, torch.Tensor) and loss.requires_grad and loss is not self._latest()
        number = value(loss) if is_new else None
        if number is None:
            self._code = None
        else:
            self._latest = weakref.ref(loss)
        return number


def _variables(frame: FrameType) -> dict[str, Any]:
    """Return what the variables hold. Up to Python 3.12 their frame would go on holding all of it, which is mended.

    A module's variables are no copy of them. A copy that the student asked for is brought up to date, and stays.
    """
    held = frame.f_locals
    found = dict(held)
    if frame.f_code.co_flags & CO_OPTIMIZED and isinstance(held, dict) and sys.getrefcount(held) <= OURS:
        held.clear()
    return found
