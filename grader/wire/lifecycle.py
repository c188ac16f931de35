"""How one child's life is asked for, and how it ended."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from grader.wire.observation import STRICT, Machine, SandboxLayer
from grader.wire.plan import Limits

SPAWN_DESCRIPTORS = ("lifeline", "status", "commands", "results", "stdout", "stderr")
"""The descriptors that travel with a `Spawn`, in this order."""


@dataclass(frozen=True, slots=True)
class Spawn:
    """The host asks the zygote for one child.

    `folder` is an empty folder of the child's own. `slot` (0, 1, …) tells children that live at
    the same time apart. `confine` is False where the user asked for no sandbox.
    """

    folder: str
    limits: Limits
    slot: int
    confine: bool


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
