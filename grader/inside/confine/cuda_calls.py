"""System calls that CUDA makes and ordinary torch code does not: what a child on a GPU may do beyond every other.

NVIDIA documents none of this. Requests: gVisor's pkg/abi/nvgpu, NVIDIA/open-gpu-kernel-modules (nv-ioctl-numbers.h,
uvm_linux_ioctl.h). Calls: NVIDIA/OpenShell issue 1696 (memfd_create), snapd's interface `opengl` (the socket).
"""

import errno

from grader.inside.confine import bpf
from grader.inside.confine.syscalls import Numbers

# fmt: off
CALLS: Numbers = {
    "memfd_create": (319, 279), "socket": (41, 198), "setsockopt": (54, 208), "bind": (49, 200), "listen": (50, 201),
    "connect": (42, 203),
}
# fmt: on
FRONTEND, TYPE = 0x4600, 0xFF00
"""The type `F`, in the second byte of a request to the driver's own nodes, and the bits of any type."""
UVM, MOST_PLAIN = (0x30000001, 0x30000002), 128
"""Requests to nvidia-uvm: UVM_INITIALIZE, its opposite, and else plain numbers below this."""
SEALS = (1033, 1034)
"""fcntl: F_ADD_SEALS, F_GET_SEALS (linux/fcntl.h)."""
AF_UNIX, SOCK_STREAM, SOCK_SEQPACKET, KIND = 1, 1, 5, 0xF
_ALLOW = bpf.verdict(bpf.ALLOW)


def conditions(ordinary: dict[str, bpf.Program], refused: int) -> dict[str, bpf.Program]:
    """Return what is decided by arguments: as in `ordinary`, and what CUDA needs besides.

    It binds a socket for other processes to ask for its descriptors, and fails if it can't; nobody gets to connect
    to anything, so that none is ever accepted. It looks for a daemon that shares a GPU, and finds none.
    """
    return {
        **ordinary,
        "memfd_create": _ALLOW,
        "setsockopt": _ALLOW,
        "bind": _ALLOW,
        "listen": _ALLOW,
        "connect": bpf.verdict(bpf.errno(errno.ENOENT)),
        "socket": (
            *bpf.argument(0),
            *bpf.unless(bpf.EQUAL, AF_UNIX, bpf.verdict(refused)),
            *bpf.argument(1),
            *bpf.masked(KIND),
            *bpf.when(bpf.EQUAL, SOCK_STREAM, _ALLOW),
            *bpf.when(bpf.EQUAL, SOCK_SEQPACKET, _ALLOW),
            *bpf.verdict(refused),
        ),
        "fcntl": (
            *bpf.argument(1),
            *(step for command in SEALS for step in bpf.when(bpf.EQUAL, command, _ALLOW)),
            *ordinary["fcntl"],
        ),
        "ioctl": (
            *bpf.argument(1),
            *(step for request in UVM for step in bpf.when(bpf.EQUAL, request, _ALLOW)),
            *bpf.unless(bpf.AT_LEAST, MOST_PLAIN, _ALLOW),
            *bpf.masked(TYPE),
            *bpf.when(bpf.EQUAL, FRONTEND, _ALLOW),
            *ordinary["ioctl"],
        ),
    }
