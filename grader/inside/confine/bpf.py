"""A small assembler for seccomp filters: classic BPF programs over the number and arguments of a system call.

Structures and values: linux/filter.h, linux/bpf_common.h, linux/seccomp.h.
"""

import struct
from collections.abc import Iterable

ALLOW, KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
"""Offsets in struct seccomp_data; the lower half of a 64-bit argument comes first on either machine."""

Instruction = tuple[int, int, int, int]
Program = tuple[Instruction, ...]


def errno(number: int) -> int:
    """Return the verdict: the call isn't made and fails with `number`, or succeeds if that is 0."""
    return _ERRNO | number


def load(offset: int) -> Program:
    """Load a word of struct seccomp_data to compare it."""
    return ((LOAD, 0, 0, offset),)


def argument(index: int) -> Program:
    """Load the lower half of an argument; the kernel takes pids, flags and commands from that half only."""
    return load(ARGUMENTS + 8 * index)


def masked(bits: int) -> Program:
    """Keep only these bits of the loaded word."""
    return ((AND, 0, 0, bits),)


def when(test: int, value: int, then: Program) -> Program:
    """Run `then` if the loaded word passes `test` against `value`, else go on behind it."""
    return ((test, 0, len(then), value), *then)


def unless(test: int, value: int, then: Program) -> Program:
    """Run `then` if the loaded word fails `test` against `value`, else go on behind it."""
    return ((test, len(then), 0, value), *then)


def verdict(value: int) -> Program:
    """End with `value`."""
    return ((RETURN, 0, 0, value),)


def one_of(index: int, values: Iterable[int], otherwise: int) -> Program:
    """Allow if the argument is one of `values`, else end with `otherwise`."""
    tests = tuple(step for value in values for step in when(EQUAL, value, verdict(ALLOW)))
    return (*argument(index), *tests, *verdict(otherwise))


def assemble(program: Program) -> bytes:
    """Return the program as an array of struct sock_filter."""
    return b"".join(struct.pack("HBBI", *step) for step in program)
