"""All that is looked at in the network itself, beside its gradients."""

from collections.abc import Callable

from grader.inside.probes.call_sites import Places
from grader.inside.probes.jumps import Jumps
from grader.inside.probes.snapshots import Snapshots
from grader.inside.probes.traces import Traces
from grader.wire.messages import Trace


class Looks:
    """Values at times, values that jump, and steps told in full, of the network that `Snapshots` of `name` looks at."""

    def __init__(self, name: str, send: Callable[[Trace, bytes], None], folder: str, seed: int) -> None:
        self.places = Places(folder)
        self.snapshots = Snapshots(name)
        self.jumps = Jumps(self.snapshots)
        self.traces = Traces(send, self.snapshots, self.places, seed)

    def close(self) -> None:
        """Look no more."""
        self.traces.close()
        self.jumps.close()
