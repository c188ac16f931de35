"""Calls into the kernel that Python has no name for; each raises `OSError` when the kernel refuses."""

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)

Argument = int | bytes | ctypes.Array[ctypes.c_char] | None


def call(name: str, *arguments: Argument) -> int:
    """Call the C library's function `name`."""
    return _checked(name, getattr(_LIBC, name)(*map(_wide, arguments)))


def system_call(name: str, number: int, *arguments: Argument) -> int:
    """Make the system call `number`, for those that the C library has no function for."""
    return _checked(name, _LIBC.syscall(ctypes.c_long(number), *map(_wide, arguments)))


def prctl(option: int, *arguments: int) -> int:
    """Set or ask something of this process; the kernel wants unused arguments to be zero."""
    return call("prctl", option, *arguments, *([0] * (4 - len(arguments))))


def _wide(argument: Argument) -> ctypes.c_long | bytes | ctypes.Array[ctypes.c_char] | None:
    # ctypes would pass a plain int as 32 bits, and leave the upper half of the register to chance.
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(name: str, result: int) -> int:
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result
