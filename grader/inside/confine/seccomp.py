"""seccomp: the kernel answers only the system calls that ordinary torch code makes.

No new processes and no programs are among them: neither a fork bomb nor a shell can begin.
Sources: linux/seccomp.h, linux/sched.h, man 2 seccomp.
"""

import ctypes
import errno
import os
import platform
import socket
import struct

from grader.inside.confine import bpf, cuda_calls, syscalls
from grader.inside.confine.kernel import call

PR_SET_SECCOMP, MODE_FILTER = 22, 2
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000
"""Set in the number of every call of the x32 interface, which would slip past the numbers compared here."""
UNKNOWN_FROM = 463
"""Calls newer than the list: programs that try them have a way without, which EPERM would bar."""
CLONE_THREAD = 0x00010000
CLONE_NEW = 0x7E020080
REFUSED = bpf.errno(errno.EPERM)
QUERIES = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""ioctl: TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX. None of them types into a terminal (TIOCSTI)."""
PRCTL = (3, 15, 16, 39, 0x53564D41)
"""PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS, PR_SET_VMA."""
FCNTL = (*range(8), 1024 + 6, 1031, 1032, 36, 37, 38)
"""All but owners, signals, leases and notifications: duplicates, flags, locks, pipe sizes."""


def apply(*, cuda: bool) -> str:
    """Load the filter into this process, for good; with `cuda`, the one that lets CUDA work."""
    machine = platform.machine()
    if machine not in AUDIT_ARCH:
        raise OSError(errno.ENOSYS, f"no list of system calls for {machine}")
    load(filter_for(os.getpid(), cuda=cuda))
    rest = (
        "no new processes or programs, no sockets but CUDA's own" if cuda else "no new processes, programs or sockets"
    )
    return f"an allow-list; {rest}"


def load(program: bpf.Program) -> None:
    """Load any filter into this process. Needs no_new_privs."""
    code = ctypes.create_string_buffer(bpf.assemble(program))
    call("prctl", PR_SET_SECCOMP, MODE_FILTER, struct.pack("HxxxxxxQ", len(program), ctypes.addressof(code)), 0, 0)


def holds() -> bool:
    """Whether two calls that every program may make are refused."""
    try:
        socket.socket(socket.AF_INET).close()
    except PermissionError:
        pass
    else:
        return False
    try:
        if os.fork() == 0:
            os._exit(0)
    except PermissionError:
        return True
    os.wait()
    return False


def filter_for(pid: int, *, cuda: bool = False) -> bpf.Program:
    """Return the program that lets the process `pid` do ordinary work, and with `cuda` also what CUDA has to do."""
    program = [
        *bpf.load(bpf.ARCHITECTURE),
        *bpf.unless(bpf.EQUAL, AUDIT_ARCH[platform.machine()], bpf.verdict(bpf.KILL)),
        *bpf.load(bpf.NUMBER),
    ]
    if platform.machine() == "x86_64":
        program += bpf.when(bpf.AT_LEAST, X32, bpf.verdict(bpf.KILL))
    answers = dict.fromkeys(syscalls.numbers(syscalls.FREE).values(), bpf.verdict(bpf.ALLOW))
    conditions, by_argument = _conditions(pid), syscalls.BY_ARGUMENT
    if cuda:
        conditions, by_argument = cuda_calls.conditions(conditions, REFUSED), by_argument | cuda_calls.CALLS
    answers |= {number: conditions[name] for name, number in syscalls.numbers(by_argument).items()}
    answers |= dict.fromkeys(syscalls.numbers(syscalls.PRETENDED).values(), bpf.verdict(bpf.errno(0)))
    answers |= dict.fromkeys(syscalls.numbers(syscalls.UNSUPPORTED).values(), bpf.verdict(bpf.errno(errno.ENOTSUP)))
    for number, answer in answers.items():
        program += bpf.when(bpf.EQUAL, number, answer)
    program += bpf.when(bpf.AT_LEAST, UNKNOWN_FROM, bpf.verdict(bpf.errno(errno.ENOSYS)))
    return (*program, *bpf.verdict(REFUSED))


def _conditions(pid: int) -> dict[str, bpf.Program]:
    new_thread = bpf.when(bpf.ANY_BIT, CLONE_THREAD, bpf.verdict(bpf.ALLOW))
    return {
        "clone": (
            *bpf.argument(0),
            *bpf.when(bpf.ANY_BIT, CLONE_NEW, bpf.verdict(REFUSED)),
            *new_thread,
            *bpf.verdict(REFUSED),
        ),
        # Its flags lie in memory, which a filter can't read; the C library falls back to clone.
        "clone3": bpf.verdict(bpf.errno(errno.ENOSYS)),
        "fcntl": bpf.one_of(1, FCNTL, REFUSED),
        "ioctl": bpf.one_of(1, QUERIES, bpf.errno(errno.ENOTTY)),
        "kill": bpf.one_of(0, (pid,), REFUSED),
        "tgkill": bpf.one_of(0, (pid,), REFUSED),
        "prctl": bpf.one_of(0, PRCTL, REFUSED),
        "prlimit64": bpf.one_of(0, (0, pid), REFUSED),
        "sched_setaffinity": bpf.one_of(0, (0, pid), REFUSED),
    }
