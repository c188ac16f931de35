"""Limits that the kernel keeps by itself, for this process and each that it starts."""

import contextlib
import os
import resource
from pathlib import Path

from grader.wire.plan import Limits

OPEN_FILES = 256
CUDA_RESERVES = 16 * 1024**3
"""Bytes that CUDA maps to write to and does not use; what is used, the watchdog counts."""
CUDA_LOCKS = 64 * 1024
"""Bytes that may be locked: as many as containers allow, in which CUDA is known to start."""
CPU_SLACK = 10
"""Seconds on top of the phases' own, which are wall-clock and watched by the host."""


def apply(limits: Limits, *, count_processes: bool, cuda: bool) -> str:
    """Set every limit this system has; return those it refused.

    `count_processes` says that this process's user id is its own: the kernel counts by user. With `cuda` only data
    is limited, since CUDA reserves more addresses than any machine has memory.
    """
    mapped, data = _mapped()
    memory = {"DATA": data + limits.memory + CUDA_RESERVES} if cuda else {"AS": mapped + limits.memory}
    wanted = {
        **memory,
        "CPU": int(limits.load * 2 + limits.train + limits.evaluate) + CPU_SLACK,
        "FSIZE": limits.disk,
        "NOFILE": OPEN_FILES,
        "CORE": 0,
        "MEMLOCK": CUDA_LOCKS if cuda else 0,
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


def _mapped() -> tuple[int, int]:
    """Return what this process has mapped already, and of that its data, in bytes.

    Torch's libraries alone are gigabytes of addresses.
    """
    try:
        pages = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 64 * 1024**3, 64 * 1024**3
    page = os.sysconf("SC_PAGE_SIZE")
    return int(pages[0]) * page, int(pages[5]) * page
