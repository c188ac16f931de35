"""Every message that crosses the wall, either way."""

from dataclasses import dataclass
from typing import ClassVar

from grader.wire.lifecycle import Ready
from grader.wire.observation import (
    Collected,
    Failure,
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
from grader.wire.plan import Plan
from grader.wire.strict import STRICT
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
    """Host to evaluating child: take the values that follow, then answer what is asked until the next such.

    A testing child gets one, with the trained values and nothing asked.
    """


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
class Trace:
    """Training child to host: one step of an optimizer, so that its gradients can be calculated anew.

    The blob holds the tensors in the order of the fields. With the network's `values`, in the mode that `training`
    tells, each of `inputs` gave one of `outputs`, at which the gradient of the same place in `arrived` arrived.
    Of the parameters that it holds, the optimizer found `used` in `.grad`, and left them as in `after`. `rate` is
    that of plain gradient descent, None for any other optimizer.
    """

    __pydantic_config__: ClassVar = STRICT
    training: bool
    rate: float | None
    values: tuple[State, ...]
    inputs: tuple[State, ...]
    outputs: tuple[State, ...]
    arrived: tuple[State, ...]
    used: tuple[State, ...]
    after: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Recalculate:
    """Host to evaluating child: go forward with `inputs`, and back from `arrived` (the blob, in this order)."""

    number: int
    training: bool
    inputs: tuple[State, ...]
    arrived: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Recalculated:
    """Evaluating child to host: the outputs, and the gradients by the parameters' names; none where that failed."""

    __pydantic_config__: ClassVar = STRICT
    number: int
    outputs: tuple[State, ...]
    gradients: tuple[State, ...]


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
    7: Recalculate,
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
    27: Collected,
    28: Result,
    29: Trace,
    30: Recalculated,
    31: Touched,
    32: DeviceFault,
}
"""Frame kinds. Below 16 the host sends; `State` goes both ways."""
