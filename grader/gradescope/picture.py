"""The layers' silhouette as a picture inside the page's text.

PNG, since a sanitiser that lets data through at all lets that through; SVG could hold a script. Nothing that a
student wrote is in it. Format: www.w3.org/TR/png-3, a grey picture of one byte a pixel.
"""

import struct
import zlib
from base64 import b64encode

from markupsafe import Markup

from grader.render.network import HIGH, WIDE, network
from grader.render.readable import readable
from grader.report import CheckResult

_INK, _PAPER, _GAP = 0x60, 0xFF, 4


def picture(check: CheckResult) -> Markup:
    """Return how wide the numbers run from layer to layer, as an `img`; empty where the check saw no layers."""
    layers = network(check)
    if not layers:
        return Markup()
    heights = [height for layer in layers for height in (*_heights(layer.points), *[0.0] * _GAP)]
    rows = (
        bytes([0, *(_INK if abs(y + 0.5 - HIGH / 2) < height / 2 else _PAPER for height in heights)])
        for y in range(HIGH)
    )
    head = struct.pack(">IIBBBBB", len(heights), HIGH, 8, 0, 0, 0, 0)
    parts = (_part(b"IHDR", head), _part(b"IDAT", zlib.compress(b"".join(rows), 9)), _part(b"IEND", b""))
    data = b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()
    widths = readable(" → ".join((layers[0].before, *(layer.after for layer in layers))), 500)
    return Markup('<p><img alt="from layer to layer: {}" src="data:image/png;base64,{}"></p>').format(widths, data)


def _heights(points: str) -> list[float]:
    """Return the height of a trapezoid in each column of pixels, from the corners of its polygon."""
    left, right = (HIGH - 2 * float(corner.partition(",")[2]) for corner in points.split()[:2])
    return [left + (right - left) * (x + 0.5) / WIDE for x in range(WIDE)]


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
