"""Every message that crosses the wall, either way."""

from dataclasses import dataclass
from typing import ClassVar

from grader.wire.lifecycle import Ready
from grader.wire.observation import STRICT, Failure, Forward, Look, Network, Phase, PhaseName, Replaced, Variable
from grader.wire.plan import Plan
from grader.wire.training import TrainingChunk


@dataclass(frozen=True, slots=True)
class File:
    """Host to child: one file; its bytes are the blob."""

    path: str
    provided: bool = False


@dataclass(frozen=True, slots=True)
class Go:
    """Host to child: everything was sent, begin."""


@dataclass(frozen=True, slots=True)
class Sit:
    """Host to evaluating child: take the values that follow, then answer what is asked until the next such."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Host to evaluating child: answer these inputs (the blob: float64, `shape`, first axis examples).

    `batched` says which way the network was called in training: with a batch, or one example a call.
    Nothing says which inputs these are, or what the values are that the network has.
    """

    number: int
    shape: tuple[int, ...]
    batched: bool
    gradients: bool


@dataclass(frozen=True, slots=True)
class Began:
    """Child to host: a phase began."""

    __pydantic_config__: ClassVar = STRICT
    phase: PhaseName


@dataclass(frozen=True, slots=True)
class State:
    """One tensor of a network's state, raw bytes in the blob; child to host, and host to child.

    From the training child come those of the trained network, and after each `Look` those it had then;
    from the evaluating child those of a newly built one.
    """

    __pydantic_config__: ClassVar = STRICT
    name: str
    shape: tuple[int, ...]
    dtype: str
    buffer: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """Child to host: outputs for what was asked under this number (the blob), or why there are none."""

    __pydantic_config__: ClassVar = STRICT
    number: int
    shape: tuple[int, ...]
    dtype: str
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Final:
    """Child to host: nothing more will come. `gpu_memory` is the most that its tensors took on a GPU, if it has one."""

    __pydantic_config__: ClassVar = STRICT
    gpu_memory: int | None = None


@dataclass(frozen=True, slots=True)
class DeviceFault:
    """Child to host: the GPU can't be used, or failed while it was; no submission is at fault."""

    __pydantic_config__: ClassVar = STRICT
    found: str


MESSAGES: dict[int, type] = {
    1: Plan,
    2: File,
    3: Go,
    4: Ask,
    5: State,
    6: Sit,
    16: Ready,
    17: Began,
    18: Phase,
    19: Forward,
    20: Network,
    21: TrainingChunk,
    22: Answered,
    23: Final,
    24: Look,
    25: Replaced,
    26: Variable,
    27: DeviceFault,
}
"""Frame kinds. Below 16 the host sends; `State` goes both ways."""
