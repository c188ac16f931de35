"""Takes memory as files in /dev/shm, or as System V segments."""

import ctypes
libc = ctypes.CDLL(None, use_errno=True)
segment = libc.shmget(0, 2**16, 0o1600)
if segment != -1:
    libc.shmctl(segment, 0, None)
    through("made a segment")
