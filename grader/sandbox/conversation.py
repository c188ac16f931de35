"""The host's side of one child's task: what may come when, under which deadline, and what was seen."""

import time
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

import numpy as np

from grader.errors import DeviceError, InfrastructureError
from grader.sandbox.child import Child, Closed, OutputLimit, TimeLimit
from grader.sandbox.decode import ProtocolError
from grader.wire.lifecycle import Ended, Ready
from grader.wire.messages import Answered, Began, DeviceFault, Final, State
from grader.wire.observation import (
    Array,
    Failure,
    Forward,
    Look,
    Machine,
    Network,
    Phase,
    PhaseName,
    PhaseOutcome,
    Replaced,
    SandboxLayer,
    Variable,
)
from grader.wire.plan import Limits
from grader.wire.training import TrainingChunk

READY_SECONDS = 60.0
BETWEEN_SECONDS = 20.0
ENDING_SECONDS = 0.5
MAX_STATE = 256 * 1024**2
MAX_TENSORS = 30_000
"""Of the trained network and of all looks at it together."""
MAX_LOOKS = 50
MAX_ANSWERS = 10_000
MAX_CHUNKS = 4000
MAX_VARIABLES = 200
MAX_WORDS = 300
ONCE: dict[type, tuple[PhaseName, str]] = {
    Network: ("build", "network"),
    Forward: ("build", "forward"),
    Replaced: ("train", "replaced"),
}
"""Messages that come once: in which phase, and where they are kept."""
DTYPES = {
    "float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "complex64": 8, "complex128": 16,
    "int64": 8, "int32": 4, "int16": 2, "int8": 1, "uint8": 1, "bool": 1,
}  # fmt: skip
"""Kinds of number a tensor may hold, and the bytes of one."""


@dataclass
class Heard:
    """What one child has said so far."""

    layers: tuple[SandboxLayer, ...] = ()
    machine: Machine | None = None
    phases: list[Phase] = field(default_factory=list)
    forward: Forward | None = None
    network: Network | None = None
    replaced: Replaced | None = None
    variables: list[Variable] = field(default_factory=list)
    chunks: list[TrainingChunk] = field(default_factory=list)
    state: list[tuple[State, bytes]] = field(default_factory=list)
    looks: list[tuple[Look, list[tuple[State, bytes]]]] = field(default_factory=list)
    answers: list[tuple[Answered, bytes]] = field(default_factory=list)
    gpu_memory: int | None = None

    def ok(self, name: PhaseName) -> bool:
        """Whether the phase `name` ended well."""
        return any(p.name == name and p.outcome == "ok" for p in self.phases)


class Conversation:
    """Reads one child until its last message or its end. What was heard before an end is kept."""

    def __init__(self, child: Child, limits: Limits, expected: tuple[PhaseName, ...]) -> None:
        self.heard = Heard()
        self._child = child
        self._seconds = {
            "load": limits.load,
            "build": limits.load,
            "train": limits.train,
            "evaluate": limits.evaluate,
        }
        self._expected = list(expected)
        self._values_in: PhaseName = "train" if "train" in expected else "build"
        self._tensors = self._bytes = 0
        self._current: PhaseName | None = None
        self._started = 0.0

    def wait_ready(self) -> tuple[SandboxLayer, ...]:
        """Wait until the child is confined, and return its layers. No student code runs before this."""
        try:
            message, _ = self._child.receive(time.monotonic() + READY_SECONDS)
        except (TimeLimit, Closed, OutputLimit, ProtocolError) as error:
            self._child.end()
            raise InfrastructureError(
                "expected a confined child to become ready; found that it did not"
                f" ({type(error).__name__}){self._last_words()}",
            ) from error
        self._raise_fault_of_device(message)
        assert isinstance(message, Ready)
        self.heard.layers, self.heard.machine = message.layers, message.machine
        return message.layers

    def listen(self, *, until: PhaseName | None = None) -> bool:
        """Take messages until the last one, or until the phase `until` ended well (then True)."""
        deadline = time.monotonic() + BETWEEN_SECONDS
        try:
            while True:
                message, blob = self._child.receive(deadline)
                if isinstance(message, Final):
                    self._check_done()
                    self.heard.gpu_memory = message.gpu_memory
                    self._child.end()
                    return False
                self._hear(message, blob)
                seconds = BETWEEN_SECONDS if self._current is None else self._seconds[self._current]
                deadline = (time.monotonic() if self._current is None else self._started) + seconds
                if until is not None and self.heard.ok(until):
                    return True
        except TimeLimit:
            self._stopped("timeout")
        except OutputLimit:
            self._stopped("output_limit")
        except ProtocolError as error:
            self._stopped("protocol", Failure("protocol", "", str(error)))
        except Closed:
            # A process that ends closes its pipes a moment before its supervisor learns how it ended.
            ended = self._child.end(patience=ENDING_SECONDS)
            self._stopped(_outcome(ended), _how(ended))
        self._child.end()
        return False

    def _hear(self, message: Any, blob: bytes) -> None:
        """Take one message in. Raises `ProtocolError` for one that has no business here now, and `DeviceError`."""
        self._raise_fault_of_device(message)
        heard, current = self.heard, self._current
        if isinstance(message, Began) and current is None and self._expected[:1] == [message.phase]:
            self._current = self._expected.pop(0)
            self._started = time.monotonic()
        elif isinstance(message, Phase) and message.name == current:
            seconds = time.monotonic() - self._started
            heard.phases.append(Phase(message.name, message.outcome, seconds, message.failure))
            self._current = None
        elif self._comes_once(message):
            setattr(heard, ONCE[type(message)][1], message)
        elif isinstance(message, TrainingChunk) and current == "train" and len(heard.chunks) < MAX_CHUNKS:
            heard.chunks.append(message)
        elif isinstance(message, State) and current == self._values_in:
            _check_blob(message.dtype, message.shape, blob)
            (heard.looks[-1][1] if heard.looks else heard.state).append((message, blob))
            self._tensors, self._bytes = self._tensors + 1, self._bytes + len(blob)
            if self._tensors > MAX_TENSORS or self._bytes > MAX_STATE:
                raise ProtocolError("the network's values are larger than the grader takes")
        elif isinstance(message, Look) and current == "train" and len(heard.looks) < MAX_LOOKS:
            heard.looks.append((message, []))
        elif isinstance(message, Variable) and current == "train" and len(heard.variables) < MAX_VARIABLES:
            heard.variables.append(_with_values(message, blob))
        elif isinstance(message, Answered) and current == "evaluate" and len(heard.answers) < MAX_ANSWERS:
            _check_answer(message, blob)
            heard.answers.append((message, blob))
        else:
            raise ProtocolError(f"unexpected {type(message).__name__}")

    def _raise_fault_of_device(self, message: Any) -> None:
        if isinstance(message, DeviceFault) and self._child.gpu:
            raise DeviceError(
                f"expected a GPU that works; found: {message.found[:MAX_WORDS]}",
                where=f"GPU {self._child.gpu}",
                hint="`grade doctor` tries every device; `--device cpu` grades without a GPU",
            )

    def _comes_once(self, message: Any) -> bool:
        """Whether this is the first of a kind of which there is one, in its phase."""
        phase, name = ONCE.get(type(message), (None, ""))
        return phase is not None and phase == self._current and getattr(self.heard, name) is None

    def _check_done(self) -> None:
        """Raise `ProtocolError` where something must still come before the last message."""
        phases = self.heard.phases
        failed = bool(phases) and phases[-1].outcome != "ok"
        if self._current is not None or (self._expected and not failed):
            raise ProtocolError("the last message came too early")

    def _stopped(self, outcome: PhaseOutcome, failure: Failure | None = None) -> None:
        """Note that the current phase, or the one that should have come next, ended like this."""
        seconds = time.monotonic() - self._started if self._current else 0.0
        name = self._current or (self._expected[0] if self._expected else self.heard.phases[-1].name)
        self.heard.phases = [p for p in self.heard.phases if p.name != name]
        self.heard.phases.append(Phase(name, outcome, seconds, failure))
        self._current = None

    def _last_words(self) -> str:
        lines = self._child.printed.stderr.strip().splitlines()
        return f"; it said: {lines[-1]}" if lines else ""


def _check_answer(message: Answered, blob: bytes) -> None:
    if message.failure is not None:
        return
    _check_blob(message.dtype, message.shape, blob)
    if message.dtype not in np.sctypeDict:
        raise ProtocolError(f"answers of {message.dtype}")


def _with_values(message: Variable, blob: bytes) -> Variable:
    if message.values is not None:
        raise ProtocolError("values beside the blob")
    if not blob and message.shape != (0,):
        return message
    shape = message.shape or ()
    _check_blob("float64", shape, blob)
    return replace(message, values=Array(shape, "float64", blob))


def _check_blob(dtype: str, shape: tuple[int, ...], blob: bytes) -> None:
    size = DTYPES.get(dtype)
    if size is None or any(length < 0 for length in shape) or prod(shape) * size != len(blob):
        raise ProtocolError(f"{len(blob)} bytes for {dtype} of shape {list(shape)[:8]}")


def _outcome(ended: Ended) -> PhaseOutcome:
    if ended.killed_for in ("memory", "disk"):
        return "out_of_memory" if ended.killed_for == "memory" else "disk_limit"
    if ended.killed_for == "lifeline":
        return "protocol"
    return "killed" if ended.signal is not None or ended.killed_for else "exited"


def _how(ended: Ended) -> Failure:
    """Say how a child ended that did not say so itself."""
    if ended.killed_for == "processes":
        return Failure("ended", "processes", "it started more processes than it may")
    if ended.killed_for:
        return Failure("ended", ended.killed_for, "")
    if ended.signal is not None:
        return Failure("ended", "signal", str(ended.signal))
    return Failure("ended", "exit", str(ended.exit_code))
