"""Makes namespaces of its own, where it would be root."""

import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x00020000, 0x40000000):
    if libc.unshare(flag) == 0:
        through("made a namespace")
