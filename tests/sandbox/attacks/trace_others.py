"""Attaches to another process as a debugger does, and reads its memory."""

import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 310, "aarch64": 270}[platform.machine()]  # process_vm_readv
class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("len", ctypes.c_size_t)]
buffer = ctypes.create_string_buffer(8)
own = Part(ctypes.addressof(buffer), 8)
for pid in (outside["grader"], outside["victim"], os.getppid()):
    if libc.ptrace(0x4206, pid, 0, 0) == 0:  # PTRACE_SEIZE: attaches without stopping
        through("attached to another process")
    if libc.syscall(number, pid, ctypes.byref(own), 1, ctypes.byref(own), 1, 0) > 0:
        through("read another process")
