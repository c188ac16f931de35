"""One batch at a time in one folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import UsageError

LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder`, which is made if need be. The kernel lets go of it with this process, however that ends.

    Raises `UsageError` where another batch holds it, or where it can't be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UsageError(
            f"expected a folder to write to; found: {error.strerror}", where=str(folder), hint="name another --out"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                "expected a folder that no other batch is writing to; found that one is",
                where=str(folder),
                hint="wait for its end, or name another --out",
            ) from error
        yield
    finally:
        os.close(descriptor)
