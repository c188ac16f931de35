"""Start a program as it would be started elsewhere: as an ordinary user, in a container, under an older kernel.

    python environment.py ENVIRONMENT PROGRAM ARGUMENTS…

Done with real means, in this order: ways opened for other users, a filter that refuses system calls as
that environment does, capabilities dropped, the user changed. Needs root for all but the first.
"""

import errno
import os
import platform
import stat
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.inside.confine import bpf, identity, privileges, reachable, seccomp
from grader.inside.confine.kernel import call

NAMESPACE_CALLS = {
    "x86_64": (272, 308, 165, 166, 155, 442),
    "aarch64": (97, 268, 40, 39, 41, 442),
}
"""Making namespaces, entering them, mounting, unmounting, pivoting, changing mounts, by asm/unistd.h."""
LANDLOCK_CALLS = (444, 445, 446)
DOCKER_CAPABILITIES = 0xA80425FB
"""What a container keeps by default (moby, oci/caps/defaults.go)."""
USER = 54321


@dataclass(frozen=True)
class Environment:
    """One kind of place a grader is run in."""

    user: bool = False
    container: bool = False
    refuses_namespaces: bool = False
    refuses_landlock: bool = False
    gpu: bool = False


ENVIRONMENTS = {
    "as it is": Environment(),
    "ordinary user": Environment(user=True),
    "ordinary user, no namespaces": Environment(user=True, refuses_namespaces=True),
    "root in a container": Environment(container=True, refuses_namespaces=True),
    "ordinary user, old kernel": Environment(user=True, refuses_namespaces=True, refuses_landlock=True),
    "with a GPU": Environment(gpu=True),
    "ordinary user, with a GPU": Environment(user=True, gpu=True),
    "ordinary user, no namespaces, with a GPU": Environment(user=True, refuses_namespaces=True, gpu=True),
}
STAND_INS = {"nvidiactl": "null", "nvidia0": "null", "nvidia-uvm": "zero", "nvidia-modeset": "null"}
"""Nodes that look like those of a GPU, and what stands behind each. CUDA has no use for the last."""


def enter(environment: Environment) -> None:
    """Turn this process into one of that environment."""
    if environment == Environment():
        return
    _open_ways()
    if environment.gpu:
        _stand_in_for_gpu()
    refused: dict[int, int] = {}
    if environment.refuses_namespaces:
        refused |= dict.fromkeys(NAMESPACE_CALLS[platform.machine()], errno.EPERM)
    if environment.refuses_landlock:
        refused |= dict.fromkeys(LANDLOCK_CALLS, errno.ENOSYS)
    steps = [bpf.when(bpf.EQUAL, number, bpf.verdict(bpf.errno(error))) for number, error in refused.items()]
    if steps:
        seccomp.load((*bpf.load(bpf.NUMBER), *(s for step in steps for s in step), *bpf.verdict(bpf.ALLOW)))
    if environment.container:
        for capability in range(privileges.CAPABILITIES):
            if not DOCKER_CAPABILITIES >> capability & 1 and capability < 41:
                privileges.prctl(privileges.PR_CAPBSET_DROP, capability)
        low = DOCKER_CAPABILITIES
        call("capset", privileges._header(), struct.pack("6I", low, low, 0, 0, 0, 0))
    if environment.user:
        identity.become(USER)


def _open_ways() -> None:
    """In mounts of this process's own, let every user reach Python, wherever it lies."""
    call("unshare", 0x00020000)
    call("mount", None, b"/", None, 0x4000 | 0x40000, None)
    for path in (*reachable.trees(), reachable.PACKAGE):
        closed = [folder for folder in Path(path).resolve().parents if not folder.stat().st_mode & 1]
        if closed:
            held = os.open(path, os.O_PATH)
            call("mount", b"tmpfs", bytes(closed[-1]), b"tmpfs", 0, b"mode=755,size=64k")
            Path(path).mkdir(parents=True)
            call("mount", f"/proc/self/fd/{held}".encode(), path.encode(), None, 0x1000 | 0x4000, None)
            os.close(held)


def _stand_in_for_gpu() -> None:
    """In mounts of this process's own, show nodes that look like those of a GPU beside the others in /dev."""
    before = os.open("/dev", os.O_PATH)
    shown = [path.name for path in Path("/dev").iterdir() if not path.is_symlink() and path.name != "mqueue"]
    call("mount", b"tmpfs", b"/dev", b"tmpfs", 0, b"mode=755,size=64k")
    for name in shown:
        source, target = Path(f"/proc/self/fd/{before}", name), Path("/dev", name)
        target.mkdir() if source.is_dir() else target.touch()
        call("mount", bytes(source), bytes(target), None, 0x1000 | 0x4000, None)
    os.close(before)
    for name, stands in STAND_INS.items():
        # Nodes of their own: Landlock knows a file by its inode.
        os.mknod(f"/dev/{name}", 0o666 | stat.S_IFCHR, Path("/dev", stands).stat().st_rdev)
        Path("/dev", name).chmod(0o666)


if __name__ == "__main__":
    enter(ENVIRONMENTS[sys.argv[1]])
    os.execv(sys.argv[2], sys.argv[2:])
