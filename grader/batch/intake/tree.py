"""A folder or a zip seen as one kind of tree. Nothing of it is read before it is known whose it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

Parts = tuple[str, ...]
"""A path in the tree, one name each."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. `told` is its whole path for people; `unreadable` says why it is known not to open."""

    parts: Parts
    told: str
    size: int
    open: Callable[[], BinaryIO]
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """The files, the folders with none in them, and notes on what was left out."""

    name: str
    entries: tuple[Entry, ...]
    empty: tuple[Parts, ...]
    notes: tuple[str, ...]

    @property
    def paths(self) -> tuple[Parts, ...]:
        """All files and empty folders."""
        return (*(entry.parts for entry in self.entries), *self.empty)

    @property
    def folders(self) -> list[str]:
        """The names of the folders at the top."""
        deep = (entry.parts[0] for entry in self.entries if len(entry.parts) > 1)
        return sorted({*deep, *(path[0] for path in self.empty)})

    @property
    def files(self) -> list[str]:
        """The names of the files at the top."""
        return sorted({entry.parts[0] for entry in self.entries if len(entry.parts) == 1})

    def inner(self) -> "Tree | None":
        """Return the tree in the only folder at the top, if there is nothing beside it."""
        if len(self.folders) != 1 or self.files or (self.folders[0],) in self.empty:
            return None
        return Tree(
            self.folders[0],
            tuple(replace(entry, parts=entry.parts[1:]) for entry in self.entries),
            tuple(path[1:] for path in self.empty),
            self.notes,
        )
