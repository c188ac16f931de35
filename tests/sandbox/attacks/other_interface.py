"""Makes a call through the x32 interface, whose numbers a filter may not know."""

BITES = False

import ctypes, platform
if platform.machine() == "x86_64":
    ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 + 39))
through("came back")
