"""Does the student's code change values itself, between one backward and the next?"""

from collections.abc import Iterable

import torch

from grader.inside.probes.event_log import EventLog
from grader.inside.probes.parameter_gradient import ParameterGradient
from grader.inside.probes.parameters import Parameters
from grader.wire.training import Found


class HandUpdates:
    """Compares values at each backward with those at the one before, and notes in `log` whose were changed by hand.

    `count` is how many updates there were: those that were seen, and one for each backward that was only counted.
    """

    def __init__(self, parameters: Parameters, log: EventLog) -> None:
        self._parameters = parameters
        self._log = log
        self.count = 0
        self._stepped: set[ParameterGradient] = set()
        self._ever_stepped: set[ParameterGradient] = set()
        self._first: dict[ParameterGradient, torch.Tensor | None] = {}

    def step(self, held: Iterable[ParameterGradient]) -> None:
        """See a step of an optimizer. Of what it holds nothing can be told until the backward after the next."""
        self._stepped.update(held)
        self._ever_stepped |= self._stepped

    def look(self) -> bool:
        """See whose values were changed since the look before; for the next one, they are as now.

        Return whether there was an update by hand alone.
        """
        stepped, self._stepped = self._stepped, set()
        moved: list[tuple[ParameterGradient, Found]] = []
        for entry in self._parameters:
            if entry in stepped:
                entry.forget_values()
                continue
            found = entry.moved()
            # In this order: it is to take note of the values either way.
            if self._is_elsewhere(entry) or found:
                moved.append((entry, found or "changed"))
        if moved:
            self.count += 1
            self._log.note("hand", "", moved)
        return bool(moved) and not stepped

    def _is_elsewhere(self, entry: ParameterGradient) -> bool:
        """Whether one that no optimizer steps, beside others that one does, has moved since it was first looked at.

        It may be changed seldom, and between windows.
        """
        if not self._ever_stepped or entry in self._ever_stepped:
            return False
        first = self._first.setdefault(entry, entry.values)
        moved = first is not None and entry.values is not None and not torch.equal(first, entry.values)
        if moved:
            self._first[entry] = entry.values
        return moved
