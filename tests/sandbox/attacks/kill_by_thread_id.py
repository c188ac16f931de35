"""Signals others by the ways that name a thread or carry a value."""

import ctypes, platform, signal
libc = ctypes.CDLL(None)
tkill, tgkill, queue = {"x86_64": (200, 234, 129), "aarch64": (130, 131, 138)}[platform.machine()]
victim = outside["victim"]
information = (ctypes.c_int * 32)(signal.SIGKILL, 0, -1)
libc.syscall(tkill, victim, signal.SIGKILL)
libc.syscall(tgkill, victim, victim, signal.SIGKILL)
libc.syscall(queue, victim, signal.SIGKILL, ctypes.byref(information))
