"""One confined child: its pipes, its clock, and its end."""

import os
import secrets
import selectors
import shutil
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any, Self

from grader.errors import InfrastructureError
from grader.sandbox.decode import ProtocolError, decode
from grader.sandbox.printed import Stream, printed
from grader.sandbox.zygote import Zygote
from grader.wire import frames
from grader.wire.lifecycle import Ended, Spawn
from grader.wire.observation import Printed
from grader.wire.plan import Limits

CHUNK = 256 * 1024
END_SECONDS = 10.0
"""How long the supervisor may take to end the tree; it needs milliseconds."""


class TimeLimit(Exception):  # noqa: N818  an outcome, not an error of ours
    """The deadline passed before the next message."""


class OutputLimit(Exception):  # noqa: N818  an outcome, not an error of ours
    """The child printed far more than it may."""


class Closed(Exception):  # noqa: N818  an outcome, not an error of ours
    """The child closed its results, by ending or otherwise, before it sent its last message."""


class Child:
    """A child that the zygote started; `close` kills and clears everything. Works as a context manager too."""

    def __init__(self, zygote: Zygote, limits: Limits, *, confine: bool, gpu: str = "") -> None:
        # Made by the supervisor, which removes it: so none is left, whenever this process is killed.
        self.folder = str(Path(tempfile.gettempdir(), f"grade-{secrets.token_hex(8)}"))
        self.gpu, self.limits = gpu, limits
        self.stdout, self.stderr = Stream(limits.output), Stream(limits.output)
        self.ended: Ended | None = None
        self._outgoing: deque[memoryview] = deque()
        self._incoming = bytearray()
        self._status = b""
        theirs: dict[str, int] = {}
        ours: dict[str, int] = {}
        for name in ("lifeline", "commands"):
            theirs[name], ours[name] = os.pipe()
        for name in ("status", "results", "stdout", "stderr"):
            ours[name], theirs[name] = os.pipe()
        self._fds = ours
        try:
            zygote.spawn(Spawn(self.folder, limits, confine, gpu), theirs)
        except InfrastructureError:
            self._close()
            raise
        finally:
            for descriptor in theirs.values():
                os.close(descriptor)
        os.set_blocking(ours["commands"], False)
        self._selector = selectors.DefaultSelector()
        for name in ("status", "results", "stdout", "stderr"):
            os.set_blocking(ours[name], False)
            self._selector.register(ours[name], selectors.EVENT_READ, name)

    def send(self, message: Any, blob: bytes = b"") -> None:
        """Queue one message; it is written while `receive` waits."""
        if not self._outgoing and "commands" in self._fds:
            self._selector.register(self._fds["commands"], selectors.EVENT_WRITE, "commands")
        self._outgoing.append(memoryview(frames.encode(message, blob)))

    def flush(self) -> None:
        """Write what the pipe takes now; the rest goes while `receive` waits."""
        if self._outgoing and "commands" in self._fds:
            self._give()

    def receive(self, deadline: float) -> tuple[Any, bytes]:
        """Return the next message and its blob.

        Raises `TimeLimit` at `deadline` (of `time.monotonic`), `Closed`, `OutputLimit` or `ProtocolError`.
        """
        while True:
            message = self._next()
            if message is not None:
                return message
            if "results" not in self._fds:
                raise Closed
            if self.stdout.count + self.stderr.count > self.limits.most_printed:
                raise OutputLimit
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TimeLimit
            self._turn(remaining)

    def end(self, *, patience: float = 0.0) -> Ended:
        """Kill what still lives after `patience` seconds, and return how the worker ended. Safe to call again."""
        leave = time.monotonic() + patience
        while "status" in self._fds and (remaining := leave - time.monotonic()) > 0:
            self._turn(remaining)
        self._drop("lifeline")
        deadline = time.monotonic() + END_SECONDS
        while "status" in self._fds:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise InfrastructureError("expected the supervisor to end its child; found it still running")
            self._turn(remaining)
        if self.ended is None:
            if not self._status:
                raise InfrastructureError(
                    "expected the supervisor's last word; found that it died without one",
                    hint=f"is {Path(self.folder).parent} full, or closed to this user?",
                )
            self.ended = decode(Ended, self._status)
        for name in ("stdout", "stderr"):
            while name in self._fds and self._take(name):
                pass
        return self.ended

    @property
    def alive(self) -> bool:
        """Whether nothing has been heard of its end."""
        self._turn(0)
        return "status" in self._fds and not self._status

    def interrupt(self) -> None:
        """Have the child ended from another thread; who listens to it sees that it ended."""
        self._drop("lifeline")

    @property
    def printed(self) -> Printed:
        """What the child has printed so far."""
        return printed(self.stdout, self.stderr, self.folder)

    def close(self) -> None:
        """End it as `end` does, and let go of all that was the child's."""
        try:
            self.end()
        finally:
            self._selector.close()
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _close(self) -> None:
        for name in list(self._fds):
            os.close(self._fds.pop(name))
        # Where a supervisor was killed, nobody else removes it.
        shutil.rmtree(self.folder, ignore_errors=True)

    def _turn(self, seconds: float) -> None:
        """Wait for one round of readiness, and move the bytes that can be moved."""
        for key, _ in self._selector.select(seconds):
            if key.data == "commands":
                self._give()
            else:
                self._take(key.data)

    def _take(self, name: str) -> bool:
        try:
            data = os.read(self._fds[name], CHUNK)
        except BlockingIOError:
            return False
        if not data:
            self._drop(name)
        elif name == "results":
            self._incoming += data
        elif name == "status":
            self._status += data
        else:
            (self.stdout if name == "stdout" else self.stderr).add(data)
        return bool(data)

    def _give(self) -> None:
        try:
            while self._outgoing:
                written = os.write(self._fds["commands"], self._outgoing[0][:CHUNK])
                self._outgoing[0] = self._outgoing[0][written:]
                if not self._outgoing[0]:
                    self._outgoing.popleft()
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._outgoing.clear()
            self._drop("commands")
            return
        self._selector.unregister(self._fds["commands"])

    def _drop(self, name: str) -> None:
        descriptor = self._fds.pop(name, None)
        if descriptor is not None:
            if descriptor in self._selector.get_map():
                self._selector.unregister(descriptor)
            os.close(descriptor)

    def _next(self) -> tuple[Any, bytes] | None:
        head = frames.HEADER.size
        if len(self._incoming) < head:
            return None
        try:
            kind, text, blob = frames.lengths(bytes(self._incoming[:head]))
        except frames.FrameError as error:
            raise ProtocolError(str(error)) from error
        if len(self._incoming) < head + text + blob:
            return None
        raw_text = bytes(self._incoming[head : head + text])
        raw_blob = bytes(self._incoming[head + text : head + text + blob])
        del self._incoming[: head + text + blob]
        return decode(kind, raw_text), raw_blob
