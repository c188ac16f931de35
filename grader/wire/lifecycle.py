"""How one child's life is asked for, and how it ended."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from grader.wire.machine import Machine, SandboxLayer
from grader.wire.plan import Limits
from grader.wire.strict import STRICT

SPAWN_DESCRIPTORS = ("lifeline", "status", "commands", "results", "stdout", "stderr")
"""The descriptors that travel with a `Spawn`, in this order."""


@dataclass(frozen=True, slots=True)
class Spawn:
    """The host asks the zygote for one child.

    `folder` names a folder that is made for the child. `confine` is False where the user asked for no sandbox. `gpu` is
    what CUDA_VISIBLE_DEVICES calls the only GPU that the child may use; empty for one on the CPU.
    """

    folder: str
    limits: Limits
    confine: bool
    gpu: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """The child is confined; no student code has arrived yet."""

    __pydantic_config__: ClassVar = STRICT
    layers: tuple[SandboxLayer, ...]
    machine: Machine


@dataclass(frozen=True, slots=True)
class Ended:
    """Written by the supervisor, which runs no student code, once the whole tree is gone.

    `exit_code` or `signal` is the worker's own; `killed_for` says why the supervisor killed it.
    `peak_memory` is the tree's largest resident size that was seen, in bytes.
    """

    __pydantic_config__: ClassVar = STRICT
    exit_code: int | None
    signal: int | None
    killed_for: Literal["", "lifeline", "memory", "processes", "disk"]
    peak_memory: int


READY, UNFORKABLE, STARTED = "ready", "unforkable", "started"
"""The zygote's replies, each on a line: it is warm; it is warm, but a fork would not be safe; a child began."""
DRIVER_LIBRARIES = ("/usr/local/nvidia/lib64", "/usr/lib64-nvidia")
"""Where some containers keep the driver's libraries, out of the loader's sight."""


def visible(gpu: str) -> dict[str, str]:
    """Return the environment in which CUDA sees one GPU, or none where `gpu` is empty."""
    libraries = {"LD_LIBRARY_PATH": ":".join(DRIVER_LIBRARIES)} if gpu else {}
    return {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": gpu, **libraries}
