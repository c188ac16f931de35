"""The host's side of one child's task: what may come when, under which deadline, and what was seen."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.errors import DeviceError, InfrastructureError
from grader.sandbox.child import Child, Closed, OutputLimit, TimeLimit
from grader.sandbox.decode import ProtocolError
from grader.sandbox.heard import MANY, ONCE, Heard
from grader.sandbox.listener import SILENT, Listener
from grader.wire.lifecycle import Ended, Ready
from grader.wire.machine import SandboxLayer
from grader.wire.messages import Answered, Began, DeviceFault, Final, Recalculated, State, Trace
from grader.wire.observation import (
    Array,
    Collected,
    Failure,
    Look,
    Phase,
    PhaseName,
    PhaseOutcome,
    Result,
    Touched,
    Variable,
)
from grader.wire.plan import Limits
from grader.wire.tensors import size, split
from grader.wire.training import TrainingChunk

READY_SECONDS = 60.0
BETWEEN_SECONDS = 20.0
ENDING_SECONDS = 0.5
MAX_STATE = 256 * 1024**2
MAX_TENSORS = 30_000
"""Of the trained network and of all looks at it together."""
MAX_WORDS = 300


class Conversation:
    """Reads one child until its last message or its end. What was heard before an end is kept."""

    def __init__(
        self, child: Child, limits: Limits, expected: tuple[PhaseName, ...], listener: Listener = SILENT
    ) -> None:
        self.heard = Heard()
        self._child, self._listener = child, listener
        self._limits = limits
        self._expected = list(expected)
        self._values_in: PhaseName = "train" if "train" in expected else "build"
        self._tensors = self._bytes = 0
        self._current: PhaseName | None = None
        self._started = self._left = self._unheard = 0.0

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

    def listen(self) -> None:
        """Take messages until the last one.

        After it the child is told to end, and not waited for: there is other work meanwhile.
        """
        self._listen(lambda: False)

    def listen_until_begun(self, phase: PhaseName) -> bool:
        """Take messages until `phase` began (then True), or until the last one."""
        return self._listen(lambda: self._current == phase)

    def listen_until_ended(self, phase: PhaseName) -> bool:
        """Take messages until `phase` ended well (then True), or until the last one."""
        return self._listen(lambda: self.heard.ok(phase))

    def _listen(self, enough: Callable[[], bool]) -> bool:
        if self._current is not None:
            self._unheard += time.monotonic() - self._left
        try:
            while True:
                message, blob = self._child.receive(self._deadline())
                if isinstance(message, Final):
                    self._check_done()
                    self.heard.gpu_memory = message.gpu_memory
                    self._child.interrupt()
                    return False
                if isinstance(message, Collected | Result):
                    self._hear_of_tests(message)
                else:
                    self._hear(message, blob)
                if enough():
                    self._left = time.monotonic()
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

    def _deadline(self) -> float:
        """Return when the next message must have come: within the phase's seconds, where one has begun.

        While nobody listened, its pipe may have been full: that time does not count.
        """
        if self._current is None:
            return time.monotonic() + BETWEEN_SECONDS
        return self._started + self._unheard + self._limits.seconds(self._current)

    def _hear(self, message: Any, blob: bytes) -> None:
        """Take one message in. Raises `ProtocolError` for one that has no business here now, and `DeviceError`."""
        self._raise_fault_of_device(message)
        heard, current = self.heard, self._current
        if isinstance(message, Began) and current is None and self._expected[:1] == [message.phase]:
            self._current = self._expected.pop(0)
            self._started, self._unheard = time.monotonic(), 0.0
            self._listener.began(message.phase)
        elif isinstance(message, Phase) and message.name == current:
            seconds = time.monotonic() - self._started
            heard.phases.append(Phase(message.name, message.outcome, seconds, message.failure))
            self._current = None
        elif self._comes_once(message):
            setattr(heard, ONCE[type(message)][1], message)
        elif isinstance(message, State) and current == self._values_in:
            _check_blob(message.dtype, message.shape, blob)
            (heard.looks[-1][1] if heard.looks else heard.state).append((message, blob))
            self._tensors, self._bytes = self._tensors + 1, self._bytes + len(blob)
            if self._tensors > MAX_TENSORS or self._bytes > MAX_STATE:
                raise ProtocolError("the network's values are larger than the grader takes")
        elif self._comes_often(message):
            getattr(heard, MANY[type(message)][1]).append(_checked(message, blob))
            if isinstance(message, TrainingChunk):
                self._listener.trained(message)
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

    def _hear_of_tests(self, message: Collected | Result) -> None:
        """Take in which tests there are, before any of the student's code runs, or the result of the next in turn.

        After the last test of the suite comes the one that must fail.
        """
        heard, current = self.heard, self._current
        if isinstance(message, Collected) and not heard.phases and (current, heard.collected) == (None, None):
            heard.collected = message
        elif (
            isinstance(message, Result)
            and (current, message.number) == ("evaluate", len(heard.results))
            and heard.collected is not None
            and message.number <= len(heard.collected.names)
        ):
            heard.results.append(message)
        else:
            raise ProtocolError(f"unexpected {type(message).__name__}")

    def _comes_often(self, message: Any) -> bool:
        """Whether this is one of many of its kind, in their phase, and not one too many."""
        phase, name, most = MANY.get(type(message), (None, "", 0))
        return phase is not None and phase == self._current and len(getattr(self.heard, name)) < most

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


def _checked(message: Any, blob: bytes) -> Any:
    """Return what is kept of a message. Raises `ProtocolError` where its blob is not what it says."""
    match message:
        case Look():
            return message, []
        case Variable():
            return _with_values(message, blob)
        case Trace():
            parts = (message.values, message.inputs, message.outputs, message.arrived, message.used, message.after)
            _check_blobs([header for part in parts for header in part], blob)
        case Recalculated():
            _check_blobs([*message.outputs, *message.gradients], blob)
        case Answered() if message.failure is None:
            _check_blob(message.dtype, message.shape, blob)
            if message.dtype not in np.sctypeDict:
                raise ProtocolError(f"answers of {message.dtype}")
        case TrainingChunk() | Touched():
            return message
    return message, blob


def _with_values(message: Variable, blob: bytes) -> Variable:
    if message.values is not None:
        raise ProtocolError("values beside the blob")
    if not blob and message.shape != (0,):
        return message
    shape = message.shape or ()
    _check_blob("float64", shape, blob)
    return replace(message, values=Array(shape, "float64", blob))


def _check_blob(dtype: str, shape: tuple[int, ...], blob: bytes) -> None:
    if size(dtype, shape) != len(blob):
        raise ProtocolError(f"{len(blob)} bytes for {dtype} of shape {list(shape)[:8]}")


def _check_blobs(headers: Sequence[State], blob: bytes) -> None:
    try:
        split(headers, blob)
    except ValueError as error:
        raise ProtocolError(str(error)) from error


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
