"""The Python files that a notebook's cells write, so that others of its cells can import them."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from grader.wire.plan import SourceFile

_WRITES = re.compile(
    r"\s*%%(?:writefile|file)\s+(?P<adds>-a\s+|--append\s+)?(?P<path>\S+\.py)[^\S\n]*\n(?P<text>.*)", re.DOTALL
)
_AT_HOME = "/content/"
"""Where a notebook of Colab lies."""


def written(cells: Iterable[str]) -> tuple[SourceFile, ...]:
    """Return what `%%writefile` at the top of one of the `cells` makes of each Python file in the notebook's folder."""
    found: dict[str, str] = {}
    for cell in cells:
        magic = _WRITES.match(cell)
        path = PurePosixPath(magic["path"].removeprefix(_AT_HOME)) if magic else None
        if magic and path and not path.is_absolute() and ".." not in path.parts:
            before = found.get(str(path), "") if magic["adds"] else ""
            found[str(path)] = f"{before}{magic['text']}\n"
    return tuple(SourceFile(path, text.encode("utf-8", "replace")) for path, text in found.items())
