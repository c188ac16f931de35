"""Memory of a process and of all below it, sampled while it runs."""

import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Peak:
    """Largest sums seen, in bytes: of the first process, and of the whole tree.

    Proportional set size: a page that several processes share counts for each in part (man 5 proc_pid_smaps).
    """

    first: int
    tree: int


def peak_while(process: subprocess.Popen[bytes]) -> Peak:
    """Sample until `process` has ended. Processes of other users are seen by root only."""
    first = tree = 0
    while process.poll() is None:
        first = max(first, _size(process.pid))
        tree = max(tree, sum(map(_size, _below(process.pid))))
        time.sleep(EVERY_SECONDS)
    return Peak(first, tree)


def _below(pid: int) -> list[int]:
    """Return `pid` and its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _size(pid: int) -> int:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1024
    return 0
