"""System calls that student code may make, with their numbers on x86_64 and aarch64; None where there is none.

Numbers: asm/unistd_64.h (x86_64), asm-generic/unistd.h (aarch64).
"""

import platform

Numbers = dict[str, tuple[int | None, int | None]]

# fmt: off
FREE: Numbers = {
    # files, below the rights of the path
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "pwrite64": (18, 68), "preadv": (295, 69), "pwritev": (296, 70), "preadv2": (327, 286), "pwritev2": (328, 287),
    "lseek": (8, 62), "close": (3, 57), "close_range": (436, 436), "dup": (32, 23), "dup2": (33, None),
    "dup3": (292, 24), "pipe": (22, None), "pipe2": (293, 59), "open": (2, None), "openat": (257, 56),
    "creat": (85, None), "stat": (4, None), "fstat": (5, 80), "lstat": (6, None), "newfstatat": (262, 79),
    "statx": (332, 291), "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "readlink": (89, None), "readlinkat": (267, 78), "getdents": (78, None), "getdents64": (217, 61),
    "getcwd": (79, 17), "chdir": (80, 49), "fchdir": (81, 50), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38),
    "renameat2": (316, 276), "truncate": (76, 45), "ftruncate": (77, 46), "fallocate": (285, 47), "fsync": (74, 82),
    "fdatasync": (75, 83), "sync_file_range": (277, 84), "fadvise64": (221, 223), "readahead": (187, 213),
    "flock": (73, 32), "sendfile": (40, 71), "copy_file_range": (326, 285), "statfs": (137, 43), "fstatfs": (138, 44),
    "umask": (95, 166),
    # waiting
    "select": (23, None), "pselect6": (270, 72), "poll": (7, None), "ppoll": (271, 73), "epoll_create": (213, None),
    "epoll_create1": (291, 20), "epoll_ctl": (233, 21), "epoll_wait": (232, None), "epoll_pwait": (281, 22),
    "epoll_pwait2": (441, 441), "eventfd": (284, None), "eventfd2": (290, 19), "pause": (34, None),
    "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "wait4": (61, 260), "waitid": (247, 95),
    # memory
    "brk": (12, 214), "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216),
    "madvise": (28, 233), "mincore": (27, 232), "msync": (26, 227), "get_mempolicy": (239, 236),
    "membarrier": (324, 283), "mseal": (462, 462),
    # threads
    "futex": (202, 98), "futex_waitv": (449, 449), "futex_wake": (454, 454), "futex_wait": (455, 455),
    "futex_requeue": (456, 456), "set_robust_list": (273, 99), "rseq": (334, 293), "gettid": (186, 178),
    "set_tid_address": (218, 96), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "sched_getparam": (143, 121), "sched_getscheduler": (145, 120), "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126), "arch_prctl": (158, None), "getcpu": (309, 168), "exit": (60, 93),
    "exit_group": (231, 94),
    # clocks and timers of its own
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169), "time": (201, None),
    "times": (100, 153), "getitimer": (36, 102), "setitimer": (38, 103), "alarm": (37, None),
    # signals to itself
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137), "rt_sigsuspend": (130, 133), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    # questions, and lowering own limits
    "getpid": (39, 172), "getppid": (110, 173), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getresuid": (118, 148), "getresgid": (120, 150), "getgroups": (115, 158),
    "getpgid": (121, 155), "getpgrp": (111, None), "getsid": (124, 156), "getpriority": (140, 141),
    "getrlimit": (97, 163), "setrlimit": (160, 164), "getrusage": (98, 165), "uname": (63, 160), "sysinfo": (99, 179),
    "getrandom": (318, 278), "capget": (125, 90),
}
"""Harmless with any arguments, once files, identity and limits are settled by other layers."""

BY_ARGUMENT: Numbers = {
    "clone": (56, 220), "clone3": (435, 435), "fcntl": (72, 25), "ioctl": (16, 29), "kill": (62, 129),
    "tgkill": (234, 131), "prctl": (157, 167), "prlimit64": (302, 261), "sched_setaffinity": (203, 122),
}
"""Allowed for some arguments only."""

PRETENDED: Numbers = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "utime": (132, None),
    "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
}
"""Answered with success and not done: `shutil.copy` works, and nobody's modes and times change."""

UNSUPPORTED: Numbers = {
    "getxattr": (191, 8), "lgetxattr": (192, 9), "fgetxattr": (193, 10), "listxattr": (194, 11),
    "llistxattr": (195, 12), "flistxattr": (196, 13), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
}
"""Extended attributes, answered as by a file system that has none."""
# fmt: on

MACHINES = ("x86_64", "aarch64")


def numbers(table: Numbers) -> dict[str, int]:
    """Return the calls of `table` that this machine has, with their numbers here."""
    column = MACHINES.index(platform.machine())
    return {name: number for name, row in table.items() if (number := row[column]) is not None}
