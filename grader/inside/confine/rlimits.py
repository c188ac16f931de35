"""Limits that the kernel keeps by itself, for this process and each that it starts."""

import contextlib
import os
import resource
from pathlib import Path

from grader.wire.plan import Limits

OPEN_FILES = 256
CPU_SLACK = 10
"""Seconds on top of the phases' own, which are wall-clock and watched by the host."""


def apply(limits: Limits, *, count_processes: bool) -> str:
    """Set every limit this system has; return those it refused.

    `count_processes` says that this process's user id is its own: the kernel counts by user.
    """
    wanted = {
        "AS": _address_space() + limits.memory,
        "CPU": int(limits.load * 2 + limits.train + limits.evaluate) + CPU_SLACK,
        "FSIZE": limits.disk,
        "NOFILE": OPEN_FILES,
        "CORE": 0,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
    }
    if count_processes:
        wanted["NPROC"] = limits.processes
    refused = [name for name, value in wanted.items() if not _set(name, value)]
    return f"without {', '.join(refused)}" if refused else ""


def go_first() -> None:
    """If the machine itself runs out of memory, this process goes and not the grader.

    To be called before this process changes its user, which closes /proc/self to it.
    """
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def holds() -> bool:
    """Whether a limit can't be raised again."""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    except (OSError, ValueError):
        return True
    return False


def _set(name: str, value: int) -> bool:
    try:
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    except (AttributeError, OSError, ValueError):
        return False
    return True


def _address_space() -> int:
    """Return what this process has mapped already: torch's libraries alone are gigabytes of addresses."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 64 * 1024**3
