"""Who wants to hear how a submission gets on while it runs."""

from grader.wire.observation import PhaseName
from grader.wire.plan import Plan
from grader.wire.training import TrainingChunk


class Listener:
    """Hears what is seen of a run, while it is seen. This one makes nothing of it."""

    def started(self, plan: Plan) -> None:
        """Hear that a submission is about to run as `plan` says."""

    def began(self, phase: PhaseName) -> None:
        """Hear that a phase began."""

    def trained(self, chunk: TrainingChunk) -> None:
        """Hear what is new of the training: about twice a second, and more often in the first steps."""

    def ended(self) -> None:
        """Hear that the submission will not be run again: its report comes."""


SILENT = Listener()
