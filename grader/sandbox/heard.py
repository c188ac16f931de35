"""What one child has said so far, and where in it each kind of message belongs."""

from dataclasses import dataclass, field

from grader.wire.machine import Machine, SandboxLayer
from grader.wire.messages import Answered, Recalculated, State, Trace
from grader.wire.observation import (
    Collected,
    Forward,
    Look,
    Network,
    Phase,
    PhaseName,
    Replaced,
    Result,
    Touched,
    Variable,
)
from grader.wire.training import TrainingChunk

ONCE: dict[type, tuple[PhaseName, str]] = {
    Network: ("build", "network"),
    Forward: ("build", "forward"),
    Replaced: ("train", "replaced"),
}
"""Messages that come once: in which phase, and where they are kept."""
MANY: dict[type, tuple[PhaseName, str, int]] = {
    TrainingChunk: ("train", "chunks", 4000),
    Look: ("train", "looks", 50),
    Trace: ("train", "traces", 16),
    Touched: ("train", "touched", 20),
    Variable: ("train", "variables", 200),
    Answered: ("evaluate", "answers", 10_000),
    Recalculated: ("evaluate", "recalculated", 16),
}
"""Messages that come again and again: in which phase, where they are kept, and how many at most."""


@dataclass
class Heard:
    """What one child has said so far."""

    layers: tuple[SandboxLayer, ...] = ()
    machine: Machine | None = None
    phases: list[Phase] = field(default_factory=list)
    forward: Forward | None = None
    network: Network | None = None
    replaced: Replaced | None = None
    touched: list[Touched] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    chunks: list[TrainingChunk] = field(default_factory=list)
    state: list[tuple[State, bytes]] = field(default_factory=list)
    looks: list[tuple[Look, list[tuple[State, bytes]]]] = field(default_factory=list)
    traces: list[tuple[Trace, bytes]] = field(default_factory=list)
    answers: list[tuple[Answered, bytes]] = field(default_factory=list)
    collected: Collected | None = None
    results: list[Result] = field(default_factory=list)
    recalculated: list[tuple[Recalculated, bytes]] = field(default_factory=list)
    gpu_memory: int | None = None

    def ok(self, name: PhaseName) -> bool:
        """Whether the phase `name` ended well."""
        return any(p.name == name and p.outcome == "ok" for p in self.phases)
