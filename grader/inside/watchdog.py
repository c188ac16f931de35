"""Watches what a whole process tree uses together, which no limit of the kernel's counts."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from grader.wire.plan import Limits

Reason = Literal["", "lifeline", "memory", "processes", "disk"]
PAGE = os.sysconf("SC_PAGE_SIZE")
BLOCK = 512
"""The unit of st_blocks, whatever the file system's own is (man 2 stat)."""
MOST_FILES = 10_000
DEEPEST = 64
"""Folders inside each other; beyond, a path could grow too long to look into."""


class Watchdog:
    """Looks at everything below this process. Make it before the first child: what this holds is shared with it.

    `memory_of` is how the memory of one process is counted.
    """

    def __init__(self, limits: Limits, folder: str, memory_of: Callable[[int], int]) -> None:
        self.peak = 0
        self._limits = limits
        self._folder = folder
        self._memory_of = memory_of
        self._inherited = memory_of(os.getpid())

    def look(self) -> Reason:
        """Return which limit the tree is over, empty if none."""
        tree = list(descendants(os.getpid()))
        added = sum(max(0, self._memory_of(pid) - self._inherited) for pid in tree)
        self.peak = max(self.peak, self._inherited + added)
        if added > self._limits.memory:
            return "memory"
        if sum(map(_threads, tree)) > self._limits.processes:
            return "processes"
        return "disk" if _used(self._folder) > self._limits.disk else ""


def works() -> bool:
    """Whether this system says which processes descend from this one."""
    return Path(f"/proc/self/task/{os.getpid()}/children").exists()


def descendants(pid: int) -> Iterator[int]:
    """Yield every process that descends from `pid`, parents first."""
    for task in _names(f"/proc/{pid}/task"):
        # A child is listed with the thread that forked it.
        with suppress(OSError):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text(encoding="ascii").split():
                yield int(child)
                yield from descendants(int(child))


def _threads(pid: int) -> int:
    """Return how many threads the process `pid` has."""
    return len(_names(f"/proc/{pid}/task"))


def _names(folder: str) -> list[str]:
    with suppress(OSError):
        return [entry.name for entry in os.scandir(folder)]
    return []


def private(pid: int) -> int:
    """Return the memory of `pid` in bytes, without files and what it shares by mapping."""
    with suppress(OSError):
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
        return (int(resident) - int(shared)) * PAGE
    return 0


def with_shared(pid: int) -> int:
    """Return the memory of `pid` in bytes, without files: where no other limit counts what is shared by mapping."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
        return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
    return 0


def _used(folder: str) -> float:
    """Return the bytes that `folder` holds; without end if it holds too many files, or too deep inside each other."""
    total = files = 0
    waiting = [(folder, 0)]
    while waiting:
        path, depth = waiting.pop()
        with suppress(OSError), os.scandir(path) as entries:
            for entry in entries:
                files += 1
                if files > MOST_FILES or depth > DEEPEST:
                    return float("inf")
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, depth + 1))
                with suppress(OSError):
                    total += entry.stat(follow_symlinks=False).st_blocks * BLOCK
    return total
