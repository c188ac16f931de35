"""A root file system of the child's own: what Python needs, read-only, and one small place to write.

Flags: linux/mount.h. The way of pivoting is that of man 2 pivot_root: new and old root on one spot.
"""

import os
import struct
from pathlib import Path

from grader.inside.confine import reachable
from grader.inside.confine.extras import Extras
from grader.inside.confine.kernel import call, system_call

PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
MOUNT_SETATTR = 442
NOSUID, NODEV, NOEXEC, BIND, RECURSIVE, PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV, ATTR_NOEXEC = 1, 2, 4, 8
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
DETACH = 2
SKELETON = "size=1m,nr_inodes=4k,mode=755"
FILES = 4096
"""How many files the child may make."""
OPEN_TO_ALL = ("/tmp", "/dev/shm")  # noqa: S108  inside a root where nobody else is


def build(folder: str, disk: int, owner: int, extras: Extras) -> None:
    """Make the new root on `folder`, where the child finds its own empty folder under the same path, and move in.

    `disk` bytes can be written by the user `owner`, in `folder`, /tmp and /dev/shm together. With `extras` all of
    /proc is there but other processes: what it says of devices lies beside them.
    """
    call("mount", None, b"/", None, RECURSIVE | PRIVATE, None)
    _mount_new("tmpfs", folder, NOSUID | NODEV, SKELETON)
    # First of all: what is shown may lie below /tmp, and a later mount would cover it.
    _make_writable(folder, disk, owner)
    for path in (*reachable.trees(), *reachable.files(), *extras.files):
        _show(path, folder)
    for package in filter(None, map(reachable.package_in, reachable.trees())):
        # The package lies in a folder that is shown: cover it, then show the part that may be seen.
        _mount_new("tmpfs", folder + package, NOSUID | NODEV, SKELETON)
        for part in reachable.SEEN:
            _show(f"{package}/{part}", folder)
    for path in reachable.OURS:
        _show(path, folder)
    for path in (*reachable.DEVICES, *extras.nodes):
        _show(path, folder, device=True)
    Path(folder, "proc").mkdir()
    shown = "hidepid=invisible" if extras.proc else "hidepid=invisible,subset=pid"
    _mount_new("proc", f"{folder}/proc", NOSUID | NODEV | NOEXEC, shown)
    os.chdir(folder)
    system_call("pivot_root", PIVOT_ROOT[os.uname().machine], b".", b".")
    call("umount2", b".", DETACH)
    os.chdir("/")
    _restrict("/", ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV, 0)


def holds() -> bool:
    """Whether the root is one that nobody can write to, without the files of every ordinary system."""
    return bool(os.statvfs("/").f_flag & os.ST_RDONLY) and not Path("/etc/passwd").exists()


def _make_writable(root: str, disk: int, owner: int) -> None:
    """Mount one small file system, and show parts of it in the places that the child may write to."""
    store = Path(root, "store")
    store.mkdir()
    _mount_new("tmpfs", str(store), NOSUID | NODEV | NOEXEC, f"size={disk},nr_inodes={FILES},mode=711")
    for number, place in enumerate((*OPEN_TO_ALL, root)):
        part = store / str(number)
        part.mkdir(mode=0o700)
        os.chown(part, owner, owner)
        target = Path(root + place)
        target.mkdir(parents=True, exist_ok=True)
        call("mount", bytes(part), bytes(target), None, BIND, None)


def _mount_new(kind: str, target: str, flags: int, options: str) -> None:
    call("mount", kind.encode(), target.encode(), kind.encode(), flags, options.encode())


def _show(path: str, root: str, *, device: bool = False) -> None:
    """Make `path` appear below `root`, read-only."""
    target = Path(root + path)
    if Path(path).is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    call("mount", path.encode(), bytes(target), None, BIND | RECURSIVE, None)
    _restrict(str(target), ATTR_RDONLY | ATTR_NOSUID | (ATTR_NOEXEC if device else ATTR_NODEV), AT_RECURSIVE)


def _restrict(target: str, attributes: int, flags: int) -> None:
    """Add restrictions to a mount. A plain remount would also try to lift those that a user namespace locks."""
    change = struct.pack("QQQQ", attributes, 0, 0, 0)
    system_call("mount_setattr", MOUNT_SETATTR, AT_FDCWD, target.encode(), flags, change, len(change))
