"""Tries the parts of the kernel that few programs need, and many holes were in."""

import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
calls = {
    "io_uring_setup": (425, 425), "add_key": (248, 217), "keyctl": (250, 219), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "memfd_create": (319, 279),
    "pidfd_open": (434, 434), "name_to_handle_at": (303, 264), "inotify_init1": (294, 26),
    "fanotify_init": (300, 262), "quotactl": (179, 60), "personality": (135, 92), "modify_ldt": (154, -1),
}
for name, numbers in calls.items():
    number = numbers[platform.machine() == "aarch64"]
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), ctypes.c_long(0), None, ctypes.c_long(0), ctypes.c_long(0), None)
    if result != -1 or ctypes.get_errno() not in (1, 38):
        through(f"reached {name}")
