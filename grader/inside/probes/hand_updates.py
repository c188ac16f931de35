"""Does the student's code change values itself, between one backward and the next?"""

from grader.inside.probes.event_log import EventLog
from grader.inside.probes.parameter_gradient import ParameterGradient
from grader.inside.probes.parameters import Parameters
from grader.wire.training import Found


class HandUpdates:
    """Compares values at each backward with those at the one before, and notes in `log` whose were changed by hand.

    `count` is how many updates there were: those that were seen, and one for each backward that was only counted.
    `stepped` are those that an optimizer stepped since the last backward: of them nothing can be told, and copies are
    spared.
    """

    def __init__(self, parameters: Parameters, log: EventLog) -> None:
        self._parameters = parameters
        self._log = log
        self.count = 0
        self.stepped: set[ParameterGradient] = set()

    def look(self) -> bool:
        """See whose values were changed since the look before; for the next one, they are as now.

        Return whether there was an update by hand alone.
        """
        stepped, self.stepped = self.stepped, set()
        moved: list[tuple[ParameterGradient, Found]] = []
        for entry in self._parameters:
            if entry in stepped:
                entry.forget_values()
            elif found := entry.moved():
                moved.append((entry, found))
        if moved:
            self.count += 1
            self._log.note("hand", "", moved)
        return bool(moved) and not stepped
