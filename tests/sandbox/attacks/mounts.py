"""Mounts a file system of its own, or leaves its root."""

NEEDS_ROOT = True

import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
os.mkdir("m")
if libc.mount(b"tmpfs", b"m", b"tmpfs", 0, None) == 0:
    libc.umount2(b"m", 2)
    through("mounted")
try:
    os.chroot("m")
except OSError as error:
    tell(error)
else:
    through("changed its root")
