"""The supervisor: one per submission, trusted, between the zygote and the student's process.

It becomes the reaper of everything the student starts, watches memory, processes and files, kills
the whole tree when the host lets go of the lifeline, and says at the end how it went.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, NoReturn

from grader.wire.lifecycle import Ended, Spawn
from grader.wire.observation import SandboxLayer
from grader.wire.plan import Limits

Work = Callable[[tuple[SandboxLayer, ...], int, int], None]
Reason = Literal["", "lifeline", "memory", "processes", "disk"]
LOOK_SECONDS = 0.05
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Descriptors:
    """The supervisor's pipes; of these the worker keeps `commands` and `results` only."""

    lifeline: int
    status: int
    commands: int
    results: int
    stdout: int
    stderr: int


def supervise(spawn: Spawn, descriptors: Descriptors, work: Work) -> NoReturn:
    """Run `work` in a child of this process until it ends or must be ended; then leave this process."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    worker = os.fork()
    if worker == 0:
        _become_worker(spawn, descriptors, work)
    for name in ("commands", "results", "stdout", "stderr"):
        os.close(getattr(descriptors, name))
    reason, status, peak = _watch(worker, descriptors.lifeline, spawn)
    _kill_tree(worker)
    _empty(spawn.folder)
    ended = Ended(
        exit_code=os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
        killed_for=reason,
        peak_memory=peak,
    )
    os.write(descriptors.status, json.dumps(asdict(ended)).encode())
    os._exit(0)


def _become_worker(spawn: Spawn, descriptors: Descriptors, work: Work) -> NoReturn:
    code = 70
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (descriptors.stdout, 1), (descriptors.stderr, 2)):
            os.dup2(source, target)
        _close_all_but({0, 1, 2, descriptors.commands, descriptors.results})
        os.environ.clear()
        os.environ.update(_environment(spawn.folder))
        os.chdir(spawn.folder)
        layers = (SandboxLayer("process_limits", active=True), *_unconfined(spawn))
        limit(spawn.limits)
        work(layers, descriptors.commands, descriptors.results)
        code = 0
    except BaseException:  # noqa: BLE001  a fault of ours must end this process too, and be seen
        sys.excepthook(*sys.exc_info())
    os._exit(code)


def _unconfined(_spawn: Spawn) -> tuple[SandboxLayer, ...]:
    return ()


def limit(limits: Limits) -> None:
    """Set the limits that the kernel keeps by itself, for this process and all it starts."""
    for name, value in {
        "RLIMIT_AS": _address_space() + limits.memory,
        "RLIMIT_CPU": int(limits.load * 2 + limits.train + limits.evaluate) + 10,
        "RLIMIT_FSIZE": limits.disk,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CORE": 0,
    }.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))


def _address_space() -> int:
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * PAGE
    return 64 * 1024**3


def _environment(folder: str) -> dict[str, str]:
    return {
        "HOME": folder, "TMPDIR": folder, "PATH": os.defpath, "LANG": "C.UTF-8", "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": f"{folder}/.matplotlib", "OMP_NUM_THREADS": "1",
    }  # fmt: skip


def _close_all_but(keep: set[int]) -> None:
    for name in os.listdir("/dev/fd"):
        if int(name) not in keep:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _watch(worker: int, lifeline: int, spawn: Spawn) -> tuple[Reason, int, int]:
    """Return why the tree was killed (empty if it was not), the worker's wait status, the peak memory in bytes."""
    peak = 0
    reason: Reason = ""
    while not reason:
        ended, status = os.waitpid(worker, os.WNOHANG)
        if ended:
            return "", status, peak
        if select.select([lifeline], [], [], LOOK_SECONDS)[0]:
            reason = "lifeline"
        tree = list(_descendants(os.getpid()))
        memory = sum(_resident(pid) for pid in tree)
        peak = max(peak, memory)
        if memory > spawn.limits.memory + 512 * 1024**2:
            reason = "memory"
        elif len(tree) > spawn.limits.processes:
            reason = "processes"
        elif _used(spawn.folder) > spawn.limits.disk:
            reason = "disk"
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)
    return reason, os.waitpid(worker, 0)[1], peak


def _descendants(pid: int) -> Iterator[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in map(int, children):
        yield child
        yield from _descendants(child)


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{pid}/statm").read_text().split()
        return (int(fields[1]) - int(fields[2])) * PAGE
    return 0


def _used(folder: str) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(root, name)).st_blocks * 512
    return total


def _kill_tree(worker: int) -> None:
    """Kill what is left: the worker's group, then whatever came back to this process, until nothing does."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker, signal.SIGKILL)
    while True:
        for pid in _descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.001)
        except ChildProcessError:
            return


def _empty(folder: str) -> None:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                os.unlink(entry.path)
