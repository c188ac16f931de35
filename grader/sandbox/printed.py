"""What the student's code printed: counted, capped, and made safe to show."""

import re

from grader.wire.observation import LEFT_OUT, Printed
from grader.wire.places import without_places

KEEP = 64 * 1024
"""Bytes kept of each stream, half from its start and half from its end; nobody reads more."""
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Stream:
    """One of the two output streams."""

    def __init__(self, limit: int) -> None:
        self._half = min(KEEP, limit) // 2
        self._head = b""
        self._tail = b""
        self.count = 0

    def add(self, data: bytes) -> None:
        """Take in what was printed next."""
        self.count += len(data)
        room = self._half - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        self._tail = (self._tail + data)[-self._half :] if self._half else b""

    @property
    def truncated(self) -> bool:
        """Whether something in the middle was dropped."""
        return self.count > len(self._head) + len(self._tail)

    @property
    def text(self) -> str:
        """The kept text, without terminal escapes, control and direction characters."""
        head, tail = self._head.decode(errors="replace"), self._tail.decode(errors="replace")
        if self.truncated:
            dropped = self.count - len(self._head) - len(self._tail)
            return _clean(head) + f"\n[… {dropped:,} {LEFT_OUT}\n" + _clean(tail)
        return _clean((self._head + self._tail).decode(errors="replace"))


def printed(stdout: Stream, stderr: Stream, folder: str) -> Printed:
    """Return both streams for the report, without paths of this machine; the child worked in `folder`."""
    return Printed(
        without_places(stdout.text, folder),
        without_places(stderr.text, folder),
        stdout.truncated or stderr.truncated,
    )


def _clean(text: str) -> str:
    lines = _ESCAPES.sub("", text.replace("\r\n", "\n")).split("\n")
    # A progress bar rewrites its line with carriage returns: what a terminal would show is the last part.
    shown = (line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines)
    return "\n".join(_CONTROLS.sub("", line) for line in shown)
