"""The supervisor: one per submission, trusted, between the zygote and the student's process.

It builds the walls, starts the worker behind them, becomes the reaper of everything that this starts,
watches what the tree uses, kills all of it when the host lets go of the lifeline, and says at the end
how it went. The work folder is made and removed here, since its files may belong to another user.
"""

import json
import os
import select
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from grader.inside import leftovers
from grader.inside.confine import confine
from grader.inside.confine.kernel import prctl
from grader.inside.confine.surroundings import UNCONFINED, Surroundings, surround
from grader.inside.watchdog import Reason, Watchdog, private, with_shared, works
from grader.wire.lifecycle import Ended, Spawn, visible
from grader.wire.machine import SandboxLayer

Work = Callable[[tuple[SandboxLayer, ...], int, int], None]
LOOK_SECONDS = 0.05
BRIEF_SECONDS = 0.005
"""How soon a worker's end is noticed on systems that can't wait for it and for the lifeline together."""
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
FAULT = 70  # EX_SOFTWARE of sysexits.h


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
    try:
        _supervise(spawn, descriptors, work)
    except BaseException:  # noqa: BLE001  whatever went wrong, the caller's code must not go on in this process
        sys.excepthook(*sys.exc_info())
    os._exit(FAULT)


def _supervise(spawn: Spawn, descriptors: Descriptors, work: Work) -> NoReturn:
    _close_all_but({0, 1, 2, *astuple(descriptors)})
    os.umask(0o022)
    # Through the walls that go up now, only a descriptor reaches the folder's name.
    folder = Path(spawn.folder)
    parent = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.mkdir(folder.name, 0o700, dir_fd=parent)
    around = surround(spawn) if spawn.confine and sys.platform == "linux" else UNCONFINED
    if sys.platform == "linux":
        prctl(PR_SET_CHILD_SUBREAPER, 1)
    watchdog = Watchdog(spawn.limits, spawn.folder, with_shared if spawn.gpu else private)
    worker = os.fork()
    if worker == 0:
        _become_worker(spawn, descriptors, around, work)
    _close_all_but({0, 1, 2, descriptors.lifeline, descriptors.status, parent})
    reason, status = _watch(worker, descriptors.lifeline, watchdog)
    killed = leftovers.kill_all(worker, around.uid)
    status = killed if status is None else status
    if not around.walled:
        leftovers.empty(folder)
    with suppress(OSError):
        os.rmdir(folder.name, dir_fd=parent)
    ended = Ended(
        exit_code=os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
        killed_for=reason,
        peak_memory=watchdog.peak,
    )
    os.write(descriptors.status, json.dumps(asdict(ended)).encode())
    os._exit(0)


def _become_worker(spawn: Spawn, descriptors: Descriptors, around: Surroundings, work: Work) -> NoReturn:
    code = FAULT
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (descriptors.stdout, 1), (descriptors.stderr, 2)):
            os.dup2(source, target)
        _close_all_but({0, 1, 2, descriptors.commands, descriptors.results})
        os.environ.clear()
        os.environ.update(_environment(spawn))
        tempfile.tempdir = None  # else it stays where an ancestor found it
        os.chdir(spawn.folder)
        layers = (*confine(spawn, around), *_kept_outside(around))
        work(layers, descriptors.commands, descriptors.results)
        code = 0
    except BaseException:  # noqa: BLE001  a fault of ours must end this process too, and be seen
        sys.excepthook(*sys.exc_info())
    os._exit(code)


def _watch(worker: int, lifeline: int, watchdog: Watchdog) -> tuple[Reason, int | None]:
    """Return why the tree must be killed, or else, with no reason, how the worker ended, as a wait status."""
    events = select.poll()
    events.register(lifeline, select.POLLIN)
    seconds = BRIEF_SECONDS
    if hasattr(os, "pidfd_open"):
        events.register(os.pidfd_open(worker), select.POLLIN)
        seconds = LOOK_SECONDS
    while True:
        ready = events.poll(1000 * seconds)
        ended, status = os.waitpid(worker, os.WNOHANG)
        if ended:
            return "", status
        reason: Reason = "lifeline" if ready else watchdog.look()
        if reason:
            return reason, None


def _kept_outside(around: Surroundings) -> tuple[SandboxLayer, ...]:
    """Return the layers that this process keeps for the worker."""
    how = "a process namespace" if around.walled else "its user" if around.uid is not None else "its process group"
    return (
        SandboxLayer("watchdog", active=works(), detail=f"every {LOOK_SECONDS} s: memory, threads, files"),
        SandboxLayer("lifeline", active=True, detail="the tree ends with the grader"),
        SandboxLayer("kill_tree", active=True, detail=f"by {how}"),
    )


def _environment(spawn: Spawn) -> dict[str, str]:
    folder = spawn.folder
    # The first makes cuBLAS choose alike in every run; the second keeps compiled kernels out of the folder.
    choices = {"CUBLAS_WORKSPACE_CONFIG": ":4096:8", "CUDA_CACHE_DISABLE": "1"} if spawn.gpu else {}
    return {
        **visible(spawn.gpu), **choices,
        "HOME": folder, "TMPDIR": folder, "USER": "student", "LOGNAME": "student", "PATH": os.defpath,
        "LANG": "C.UTF-8", "MPLBACKEND": "Agg", "MPLCONFIGDIR": f"{folder}/.matplotlib",
        "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1",
    }  # fmt: skip


def _close_all_but(keep: set[int]) -> None:
    # os.closerange(0, 0) closes everything, so no empty range may reach it.
    borders = [-1, *sorted(keep), os.sysconf("SC_OPEN_MAX")]
    for before, after in pairwise(borders):
        if after - before > 1:
            os.closerange(before + 1, after)
