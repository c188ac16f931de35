"""Every message that crosses the wall, either way."""

from dataclasses import dataclass
from typing import ClassVar

from grader.wire.lifecycle import Ready
from grader.wire.observation import STRICT, Condition, Failure, Forward, Network, Phase, PhaseName
from grader.wire.plan import Plan
from grader.wire.training import TrainingChunk


@dataclass(frozen=True, slots=True)
class File:
    """Host to child: one handed-in file; its bytes are the blob."""

    path: str


@dataclass(frozen=True, slots=True)
class Go:
    """Host to child: everything was sent, begin."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Host to evaluating child: answer these inputs (the blob: float64, `shape`, first axis examples).

    `batched` says which way the network was called in training: with a batch, or one example a call.
    """

    inputs: str
    condition: Condition
    shape: tuple[int, ...]
    batched: bool


@dataclass(frozen=True, slots=True)
class Began:
    """Child to host: a phase began."""

    __pydantic_config__: ClassVar = STRICT
    phase: PhaseName


@dataclass(frozen=True, slots=True)
class State:
    """One tensor of the trained network's state, raw bytes in the blob; child to host, then host to child."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Child to host: outputs for the inputs with key `inputs` (the blob), or why there are none."""

    __pydantic_config__: ClassVar = STRICT
    inputs: str
    condition: Condition
    shape: tuple[int, ...]
    dtype: str
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Final:
    """Child to host: nothing more will come."""

    __pydantic_config__: ClassVar = STRICT


MESSAGES: dict[int, type] = {
    1: Plan,
    2: File,
    3: Go,
    4: Ask,
    5: State,
    16: Ready,
    17: Began,
    18: Phase,
    19: Forward,
    20: Network,
    21: TrainingChunk,
    22: Answered,
    23: Final,
}
"""Frame kinds. Below 16 the host sends; `State` goes both ways."""
