"""A folder on disk as a tree."""

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from grader.batch.intake.names import printable
from grader.batch.intake.system_files import is_a_tools, sift, without_files
from grader.batch.intake.tree import Entry, Parts, Tree


def scan(folder: Path) -> Tree:
    """Return what lies in `folder`. Links and special files are left out with a note, never followed.

    Raises `OSError` where the folder itself can't be read.
    """
    found = _Found()
    found.look(folder)
    entries, notes = sift(found.entries)
    return Tree(folder.resolve().name, entries, without_files(entries, found.folders), (*notes, *found.notes))


class _Found:
    """What a walk came upon. It keeps a list of what is left to see, so that no depth is too deep."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.folders: list[Parts] = []
        self.notes: list[str] = []

    def look(self, root: Path) -> None:
        frontier: list[tuple[Path, Parts]] = [(root, ())]
        while frontier:
            path, parts = frontier.pop()
            try:
                frontier.extend(self._inside(path, parts))
            except OSError as error:
                if not parts:
                    raise
                self.notes.append(f"could not look into {printable('/'.join(parts))}: {error.strerror}")

    def _inside(self, path: Path, parts: Parts) -> Iterator[tuple[Path, Parts]]:
        with os.scandir(path) as items:
            for item in items:
                here = (*parts, item.name)
                told = printable("/".join(here))
                if is_a_tools(here):
                    continue
                if item.is_symlink():
                    self.notes.append(f"left out {told}: it is a link")
                elif item.is_dir(follow_symlinks=False):
                    self.folders.append(here)
                    yield Path(item.path), here
                elif not item.is_file(follow_symlinks=False):
                    self.notes.append(f"left out {told}: it is no ordinary file")
                else:
                    size = item.stat(follow_symlinks=False).st_size
                    self.entries.append(Entry(here, told, size, partial(_open, item.path)))


def _open(path: str) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "it is no ordinary file any more")
    return open(descriptor, "rb")  # noqa: PTH123  the caller closes it
