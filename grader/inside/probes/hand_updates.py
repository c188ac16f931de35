"""Does the student's code change values itself, between one backward and the next?"""

from grader.inside.probes.event_log import EventLog
from grader.inside.probes.parameters import Parameters


class HandUpdates:
    """Compares values at each backward with those at the one before, and notes in `log` whose were changed by hand.

    `count` is how many updates there were: those that were seen, and one for each backward that was only counted.
    `stepped` says that an optimizer stepped since the last backward: then nothing can be told, and copies are spared.
    """

    def __init__(self, parameters: Parameters, log: EventLog) -> None:
        self._parameters = parameters
        self._log = log
        self.count = 0
        self.stepped = False
        self._compared = False

    def look(self) -> bool:
        """See whose values were changed since the look before, if any were; for the next one, they are as now."""
        stepped, self.stepped = self.stepped, False
        if stepped:
            if self._compared:
                for entry in self._parameters:
                    entry.forget_values()
                self._compared = False
            return False
        self._compared = True
        moved = [entry for entry in self._parameters if entry.moved()]
        if moved:
            self.count += 1
            self._log.note("hand", "", ((entry, "same") for entry in moved))
        return bool(moved)
