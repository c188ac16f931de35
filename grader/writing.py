"""Files that are there whole, or not at all; and files that a person named, which may be a pipe."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import GradeError, UnwritableError, UsageError

_CODE = {".py", ".ipynb", ".yaml", ".zip"}


def write(path: Path, content: bytes) -> None:
    """Put a file in its place in one step: whoever is killed in between leaves the old one, or none.

    Raises `UnwritableError` where that can't be done.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def write_to(path: Path, text: str) -> None:
    """Write to what a person named, such as /dev/stdout, or make that file. Raises `UsageError` where it can't be."""
    with _told(path, UsageError):
        path.write_text(text, encoding="utf-8")


def apart(written: Path | None, *read: Path) -> None:
    """Raise `UsageError` where what is to be written would take the place of code or of a rubric that is read."""
    if written is None or not written.exists():
        return
    for path in read:
        within = path.is_dir() and path.resolve() in written.resolve().parents and written.suffix in _CODE
        if within or (path.exists() and path.samefile(written)):
            raise UsageError(f"expected a new file to write to; found {written}, which is read", hint="name another")


def sweep(folder: Path) -> None:
    """Remove what a killed run was just writing."""
    for left in folder.rglob(".writing-*"):
        left.unlink(missing_ok=True)


@contextmanager
def _told(path: Path, kind: type[GradeError] = UnwritableError) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"expected to write {path.name}; found: {error.strerror}"
        raise kind(message, where=str(path.parent), hint="make room there, or name another place") from error
