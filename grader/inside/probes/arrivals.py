"""The gradients that have arrived in the backward that is under way: all of one run of autograd are one backward."""

import torch

from grader.inside.probes.call_sites import Backward, Places
from grader.inside.probes.parameter_gradient import ParameterGradient
from grader.wire.training import Found, Kind

NESTED = -2
"""Stands for a backward that was first seen by one within it."""
Arrived = dict[ParameterGradient, Found]


class Arrivals:
    """Tells which gradients belong together: `other` is asked first; if there is one, `begin` with it; then `add`."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._arrived: Arrived = {}
        self._kind: Kind = "backward"
        self._place = self._caller = ""
        self._task = -1

    def __bool__(self) -> bool:
        return bool(self._arrived)

    def other(self, entry: ParameterGradient) -> Backward | None:
        """Return the backward that runs now, None where its gradients are those that have arrived, with `entry` too."""
        task = _task()
        if self._arrived and task == self._task and entry not in self._arrived:
            return None
        backward = self._places.backward()
        if self._arrived and entry not in self._arrived and (backward.nested or self._task == NESTED):
            self._task = self._task if backward.nested else task
            return None
        return backward

    def begin(self, backward: Backward) -> bool:
        """Begin with the backward that runs now; return whether it is another than the one before, which may go on."""
        task = NESTED if backward.nested else _task()
        again = task == self._task != NESTED
        self._task = task
        self._kind = "functional" if backward.functional else "backward"
        self._place, self._caller = backward.place, backward.caller
        return not again

    def add(self, entry: ParameterGradient, gradient: torch.Tensor) -> None:
        """Note a gradient, and what lay there before it."""
        self._arrived[entry] = entry.arrive(gradient, functional=self._kind == "functional")

    def close(self) -> tuple[Kind, str, str, Arrived]:
        """Return its kind, the student's line, its caller's, and what has arrived; nothing has from here on."""
        arrived, self._arrived = self._arrived, {}
        return self._kind, self._place, self._caller, arrived


def _task() -> int:
    return torch._C._current_graph_task_id()  # noqa: SLF001  torch has no public word for it
