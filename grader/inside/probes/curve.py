"""The losses that make the curve, and when the next of them is due."""

import sys
import weakref
from collections.abc import Callable, Iterable
from types import FrameType

import torch

from grader.inside.probes.call_sites import Places, value
from grader.inside.probes.event_log import EventLog
from grader.inside.probes.loss_variable import LossVariable
from grader.inside.probes.optimizers import NOBODY
from grader.inside.probes.parameter_gradient import ParameterGradient, norm


class Curve:
    """Takes the loss of a window's first backward, and of others that are spread over the run.

    Between windows a variable of the student's holds them; where none does, one parameter, its pulse, tells of a
    backward. In windows `look` is called with the count of steps at each point, before it.
    """

    # To look at an object that has none makes it slower ever after.
    __slots__ = ("_first", "_log", "_look", "_loss", "_places", "_point", "_pulse", "_variable", "due")

    def __init__(self, log: EventLog, places: Places, look: Callable[[int], None]) -> None:
        self._log = log
        self._places = places
        self._look = look
        self._point: tuple[int, float] | None = None
        self._loss: weakref.ref[torch.Tensor] = NOBODY
        self._variable = LossVariable(places)
        self._pulse: ParameterGradient | None = None
        self._first = False
        self.due = 0
        """After so many steps the next point belongs to the curve, where no window is open."""

    def open(self) -> None:
        """Begin a window."""
        self._first = True

    @property
    def wake(self) -> int:
        """The count of steps at which `turn` is to be called next."""
        return sys.maxsize if self._variable else self.due

    def begin(self, step: int, loss: torch.Tensor | None) -> None:
        """Take the loss of a backward that begins after `step` steps, if it belongs to the curve."""
        self._loss = NOBODY if loss is None else weakref.ref(loss)
        self._point = None
        if self._log.wants_point(step, anyway=self._first):
            self._first = False
            self._look(step)
            number = value(loss)
            self._point = None if number is None else (step, number)

    def close(self, arrived: Iterable[ParameterGradient]) -> None:
        """Complete the point with the norm of the gradients that have arrived."""
        self._pulse = next(iter(arrived))
        if self._point is not None:
            step, loss = self._point
            self._point = None
            self._log.point(step, loss, norm(entry.last for entry in arrived))

    def leave(self, step: int, caller: FrameType | None) -> None:
        """End a window after `step` steps, the last of which was called by `caller`."""
        self._variable.find(caller, self._loss())
        self.rest(step)

    def read(self, step: int) -> bool:
        """Take the loss of the step that ended as number `step`. Return whether there was one to read."""
        loss = self._variable.read()
        if loss is not None and self._log.wants_point(step - 1, anyway=True):
            self._log.point(step - 1, loss, None)
            self.rest(step - 1)
        return loss is not None

    def turn(self, step: int) -> None:
        """Between windows: let the pulse tell of the next backward that it has a part in."""
        self.listen()
        self.rest(step)

    def beat(self, step: int) -> None:
        """Take the loss of the backward that the pulse tells of."""
        loss = value(self._places.loss())
        if loss is not None and self._log.wants_point(step, anyway=True):
            self._log.point(step, loss, None)
        self.rest(step)

    def listen(self) -> None:
        """Let the pulse tell of the next backward."""
        if self._pulse is not None:
            self._pulse.attach()

    def rest(self, step: int) -> None:
        """Have the next point at the first step after this one that belongs to the curve."""
        self.due = self._log.next_point(step)
