"""How tensors travel: raw numbers in a blob, one tensor after the other, as their headers say."""

from collections.abc import Sequence
from math import prod

from grader.wire.messages import State

SIZES = {
    "float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "complex64": 8, "complex128": 16,
    "int64": 8, "int32": 4, "int16": 2, "int8": 1, "uint8": 1, "bool": 1,
}  # fmt: skip
"""Kinds of number a tensor may hold, and the bytes of one."""


def size(dtype: str, shape: tuple[int, ...]) -> int | None:
    """Return how many bytes a tensor takes, None for one that can't be."""
    each = SIZES.get(dtype)
    return None if each is None or any(length < 0 for length in shape) else prod(shape) * each


def split(headers: Sequence[State], blob: bytes) -> list[tuple[State, bytes]]:
    """Return each tensor with its own part of `blob`. Raises `ValueError` where it has not all of them, or more."""
    found, start = [], 0
    for header in headers:
        length = size(header.dtype, header.shape)
        if length is None or start + length > len(blob):
            raise ValueError(f"{len(blob)} bytes for tensors that can't be in them")
        found.append((header, blob[start : start + length]))
        start += length
    if start != len(blob):
        raise ValueError(f"{len(blob)} bytes for tensors of {start}")
    return found
