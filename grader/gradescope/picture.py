"""The layers' silhouette as a picture inside the page's text.

PNG, since a sanitiser that lets data through at all lets that through; SVG could hold a script. Nothing that a
student wrote is in it. Format: www.w3.org/TR/png-3, a grey picture of one byte a pixel.
"""

import struct
import zlib
from base64 import b64encode
from math import sqrt
from typing import Any

from markupsafe import Markup

from grader.report import CheckResult

_WIDE, _GAP, _HIGH = 72, 4, 48
_LEAST = 3
_MOST_LAYERS = 24
_LARGEST = 10**9
_INK, _PAPER = 0x60, 0xFF


def picture(check: CheckResult) -> Markup:
    """Return how wide the numbers run from layer to layer, as an `img`; empty where the check saw no layers."""
    layers = check.evidence.get("layers", ())
    if not 0 < len(layers) <= _MOST_LAYERS:
        return Markup()
    widths = [(_last(layer["in"]), _last(layer["out"])) for layer in layers]
    most = max(map(max, widths))
    columns = [height for before, after in widths for height in (*_layer(before / most, after / most), *[0.0] * _GAP)]
    said = " → ".join(map(str, (widths[0][0], *(after for _, after in widths))))
    data = b64encode(_png(columns)).decode()
    return Markup('<p><img alt="from layer to layer: {}" src="data:image/png;base64,{}"></p>').format(said, data)


def _last(shape: list[Any]) -> int:
    """Return how many numbers lie in the last dimension, as far as a picture can tell: a child claims what it likes."""
    return min(max(int(shape[-1]), 1), _LARGEST) if shape else 1


def _layer(left: float, right: float) -> list[float]:
    """Return the height in each column: a trapezoid as high as the square root of its widths, so 3 beside 500 shows."""
    a, b = (max(sqrt(share) * _HIGH, _LEAST) for share in (left, right))
    return [a + (b - a) * (x + 0.5) / _WIDE for x in range(_WIDE)]


def _png(columns: list[float]) -> bytes:
    """Return a picture with a column of ink, centred, for each height."""
    rows = (
        bytes([0, *(_INK if abs(y + 0.5 - _HIGH / 2) < height / 2 else _PAPER for height in columns)])
        for y in range(_HIGH)
    )
    head = struct.pack(">IIBBBBB", len(columns), _HIGH, 8, 0, 0, 0, 0)
    parts = (_part(b"IHDR", head), _part(b"IDAT", zlib.compress(b"".join(rows), 9)), _part(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
