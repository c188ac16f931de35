"""What a worker leaves behind: processes and files, however it tried to keep them."""

import os
import secrets
import signal
import stat
import time
from contextlib import suppress
from pathlib import Path

from grader.inside.confine import identity
from grader.inside.watchdog import descendants

SWEEP_SECONDS = 0.001


def kill_all(worker: int, uid: int | None) -> int:
    """Kill and collect every process below this one; return how `worker` ended, as a wait status.

    `uid` is a user of the tree's own, if it has one.
    """
    if os.getpid() == 1:
        # The kernel stops at the wall of the namespace, and takes all in one go.
        _kill(-1)
    elif uid is not None:
        _kill_user(uid)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(worker, signal.SIGKILL)
    ended = 0
    while True:
        for pid in descendants(os.getpid()):
            _kill(pid)
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == worker:
            ended = status
        if pid == 0:
            time.sleep(SWEEP_SECONDS)


def empty(folder: Path) -> None:
    """Remove all that is in `folder`, following no link. Nothing else may use it any more."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        with suppress(OSError):
            path.chmod(stat.S_IRWXU)
            for entry in os.scandir(path):
                _lift_or_unlink(entry, folder, waiting)
        if path != folder:
            with suppress(OSError):
                path.rmdir()


def _lift_or_unlink(entry: os.DirEntry[str], top: Path, waiting: list[Path]) -> None:
    """Unlink what is no folder; move a folder to `top`, so that however deep it was, its path stays short."""
    with suppress(OSError):
        if entry.is_dir(follow_symlinks=False):
            Path(entry).chmod(stat.S_IRWXU)
            waiting.append(Path(entry).rename(top / secrets.token_hex(8)))
        else:
            Path(entry).unlink()


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _kill_user(uid: int) -> None:
    """Kill all processes of a user at once: none can fork another in between."""
    helper = os.fork()
    if helper == 0:
        try:
            identity.become(uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(helper, 0)
