"""What a child runs on: versions, device, and the layers of confinement around it."""

from dataclasses import dataclass
from typing import ClassVar

from grader.wire.strict import STRICT


@dataclass(frozen=True, slots=True)
class Gpu:
    """The GPU that a child works on: its name, its memory in bytes, its driver's version, and torch's CUDA version."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    memory: int
    driver: str
    cuda: str


@dataclass(frozen=True, slots=True)
class Machine:
    """Versions and device on the student's side of the wall. `gpu` is None where the device is the CPU."""

    __pydantic_config__: ClassVar = STRICT
    python: str
    torch: str
    device: str
    gpu: Gpu | None = None


@dataclass(frozen=True, slots=True)
class SandboxLayer:
    """One layer of confinement, and whether it held when it was tried."""

    __pydantic_config__: ClassVar = STRICT
    layer: str
    active: bool
    detail: str = ""
