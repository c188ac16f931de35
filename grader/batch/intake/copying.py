"""A hand-in's files, copied into a folder of ours under names that any system takes."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from grader.batch.intake.names import file_name
from grader.batch.intake.tree import Entry, Parts
from grader.errors import InfrastructureError

DAMAGED = (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
"""What reading a file in somebody's folder or zip may raise."""

_PIECE = 1024**2
_LONGEST_PATH = 1000
"""Bytes; Linux takes 4096 together with what stands before."""


class UnreadableError(Exception):
    """A file that was handed in can't be read. The message goes on after its name: `is encrypted`."""


def copy(entry: Entry, place: Parts, folder: Path) -> str:
    """Copy a file to `place` below `folder`, and return under which name if that is another, else nothing.

    Raises `UnreadableError`, and `InfrastructureError` where the copy can't be written.
    """
    if entry.unreadable:
        raise UnreadableError(entry.unreadable)
    safe = _short(tuple(file_name(part) for part in place))
    pieces = _pieces(entry)
    first = next(pieces)  # so that nothing is written of what can't be opened
    try:
        target, stored = _free(folder, safe)
        with target.open("xb") as file:
            file.write(first)
            file.writelines(pieces)
    except UnreadableError:
        target.unlink(missing_ok=True)
        raise
    except OSError as error:
        raise InfrastructureError(
            f"expected to copy {entry.told}; found: {error.strerror}", where=str(folder), hint="is the disk full?"
        ) from error
    return "" if stored == place else "/".join(stored)


def _pieces(entry: Entry) -> Iterator[bytes]:
    """Yield the content, at least one piece of it, and never more than the file was said to have."""
    left = entry.size
    try:
        with entry.open() as file:
            while (piece := file.read(min(_PIECE, left + 1))) or left == entry.size:
                left -= len(piece)
                if left < 0:
                    raise UnreadableError("is longer than it was said to be")
                yield piece
                if not piece:
                    return
    except DAMAGED as error:
        raise UnreadableError(f"can't be read: {error}") from error


def _free(folder: Path, place: Parts) -> tuple[Path, Parts]:
    """Return where nothing lies yet: `place`, or below `again-2`, `again-3`, … if the name is taken.

    The file system says what is taken, since some take `A.py` and `a.py` for one.
    """
    again = 1
    while True:
        stored = place if again == 1 else (f"again-{again}", *place)
        target = folder.joinpath(*stored)
        again += 1
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            continue
        if not target.exists():
            return target, stored


def _short(place: Parts) -> Parts:
    path = "/".join(place)
    if len(path.encode()) <= _LONGEST_PATH:
        return place
    return (f"deep-{hashlib.sha256(path.encode()).hexdigest()[:10]}", place[-1])
