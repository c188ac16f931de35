"""Namespaces: the child's own view of processes, files, network and names, with nothing else in it.

The supervisor is their process 1: when it ends, by any cause, the kernel ends the rest. Flags: linux/sched.h.
"""

import os
import signal
from pathlib import Path
from typing import NoReturn

from grader.inside.confine.kernel import call, prctl
from grader.inside.confine.privileges import PR_SET_DUMPABLE, PR_SET_PDEATHSIG

NEW_USER, NEW_PID = 0x10000000, 0x20000000
NEW_REST = 0x00020000 | 0x40000000 | 0x08000000 | 0x04000000 | 0x02000000
"""Mounts, network, inter-process communication, host name, control groups."""


def enter() -> None:
    """Continue as process 1 of new namespaces. Raises `OSError` where the machine refuses."""
    if os.getpid() != 1:
        become_first()
    call("unshare", NEW_REST)


def become_first() -> None:
    """Continue in a child that is process 1 of a tree of its own; this process waits for its end and leaves.

    Root needs no user namespace: the worker gets a user id of its own.
    """
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        call("unshare", NEW_PID)
    else:
        call("unshare", NEW_USER | NEW_PID)
        # The kernel lets only a dumpable process write its own maps.
        prctl(PR_SET_DUMPABLE, 1)
        for name, line in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            Path(f"/proc/self/{name}").write_text(line, encoding="ascii")
    child = os.fork()
    if child:
        _wait(child)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def fork_first() -> int:
    """Fork a child that is process 1 of a tree of its own, with no process between; return as `os.fork` does.

    Where this process may not, the child is an ordinary one, which can still `enter`. Only root may, and
    whoever is inside a tree that it owns: an ordinary user's process calls `become_first` once to get there.
    """
    tree = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        call("unshare", NEW_PID)
    except OSError:
        os.close(tree)
        return os.fork()
    child = os.fork()
    if child:
        call("setns", tree, NEW_PID)
    os.close(tree)
    return child


def holds() -> bool:
    """Whether this process is the first that the first of its namespace started."""
    return (os.getppid(), os.getpid()) == (1, 2)


def _wait(child: int) -> NoReturn:
    # Nothing may stay open in here: the host reads the end of a pipe from its last writer's end.
    os.closerange(0, os.sysconf("SC_OPEN_MAX"))
    os.waitpid(child, 0)
    os._exit(0)
