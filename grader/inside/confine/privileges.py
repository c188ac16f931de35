"""Give up, for good, what a process can have beyond an ordinary user: capabilities, and ways to gain any."""

import contextlib
import ctypes
import signal
import struct

from grader.inside.confine.kernel import call, prctl

# linux/prctl.h, linux/capability.h
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522
CAPABILITIES = 64


def drop_bounding_set() -> None:
    """Make sure that no capability can be gained by starting a program. Comes before the change of user."""
    with contextlib.suppress(OSError):  # an ordinary user may not, and the kernel knows fewer than 64
        for capability in range(CAPABILITIES):
            prctl(PR_CAPBSET_DROP, capability)


def drop_capabilities() -> str:
    """Give up every capability this process has."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    call("capset", _header(), bytes(24))
    return ""


def capabilities() -> int:
    """Return the capabilities that this process could use, as a bit set."""
    sets = ctypes.create_string_buffer(24)
    call("capget", _header(), sets)
    _, low, _, _, high, _ = struct.unpack("6I", sets.raw)
    return int(high) << 32 | int(low)


def die_with_parent() -> None:
    """End with the process that started this one. Comes after the change of user, which would undo it."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def forbid_new_privileges() -> str:
    """Let no started program have more rights than this process, and no other process look into it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_DUMPABLE, 0)
    return ""


def new_privileges_forbidden() -> bool:
    """Whether this process can gain no rights any more."""
    return bool(prctl(PR_GET_NO_NEW_PRIVS))


def _header() -> bytes:
    return struct.pack("Ii", CAPABILITY_VERSION_3, 0)
