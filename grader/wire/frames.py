"""Framed messages over a pipe: a JSON part that names things, and a raw part that holds bytes.

    kind: u8 · length of JSON: u32 · length of blob: u32 · JSON (UTF-8) · blob      (little-endian)

No pickle, and no length is believed above its cap.
"""

import json
import os
import struct
from dataclasses import fields
from functools import cache
from typing import Any

from grader.wire.messages import MESSAGES

HEADER = struct.Struct("<BII")
MAX_JSON = 1024**2
MAX_BLOB = 16 * 1024**2
MAX_NUMBERS = MAX_BLOB // 8
"""64-bit numbers in one blob."""
_KIND = {message: kind for kind, message in MESSAGES.items()}


class FrameError(ValueError):
    """The bytes received are no frame of ours."""


def encode(message: Any, blob: bytes = b"") -> bytes:
    """Return `message` (an instance of one of `MESSAGES`) and `blob` as one frame.

    Raises `FrameError` when either is above its cap, `ValueError` for numbers that aren't finite.
    """
    text = _JSON.encode(message).encode()
    if len(text) > MAX_JSON or len(blob) > MAX_BLOB:
        raise FrameError(f"{type(message).__name__} of {len(text)} + {len(blob)} bytes is too large to send")
    return HEADER.pack(_KIND[type(message)], len(text), len(blob)) + text + blob


def _fields(message: Any) -> dict[str, Any]:
    """Return a message's fields as they are: `asdict` copies all that is in them, which takes longer than the JSON."""
    return {name: getattr(message, name) for name in _names(message.__class__)}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_JSON = json.JSONEncoder(allow_nan=False, separators=(",", ":"), default=_fields)


def lengths(header: bytes) -> tuple[type, int, int]:
    """Return the message class, the JSON's and the blob's length that `header` announces."""
    kind, text, blob = HEADER.unpack(header)
    if kind not in MESSAGES or text > MAX_JSON or blob > MAX_BLOB:
        raise FrameError(f"frame of kind {kind} with {text} + {blob} bytes")
    return MESSAGES[kind], text, blob


def write(descriptor: int, frame: bytes) -> None:
    """Write a whole frame to a blocking pipe."""
    view = memoryview(frame)
    while view:
        view = view[os.write(descriptor, view) :]


def read(descriptor: int) -> tuple[type, dict[str, Any], bytes]:
    """Read one frame that the host sent: message class, its JSON, its blob. Raises `EOFError`."""
    kind, text, blob = lengths(_exactly(descriptor, HEADER.size))
    fields = json.loads(_exactly(descriptor, text))
    return kind, fields, _exactly(descriptor, blob)


def _exactly(descriptor: int, count: int) -> bytes:
    parts: list[bytes] = []
    while count:
        part = os.read(descriptor, min(count, 1024**2))
        if not part:
            raise EOFError("the pipe closed in the middle of a frame")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
