"""Other values for the parameters of a network: made here, so that a child can't tell which are the trained ones."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from grader.wire.messages import State

Values = tuple[tuple[State, bytes], ...]
Numbers = NDArray[np.float64]
_TOP_HALF = "bfloat16"
"""A float32 without its lower half; NumPy has no name for it."""


def random(built: Values, rng: np.random.Generator) -> Values:
    """Return normal random parameters of deviation 1; buffers stay as they are."""
    return _with_parameters(built, rng.standard_normal)


def one_number(built: Values, trained: Values, rng: np.random.Generator) -> Values:
    """Return random parameters but for the only tensor of one number that training changed; none if there isn't one."""
    before = {s.name: blob for s, blob in built}
    changed = {s.name: (s, blob) for s, blob in trained if s.shape in ((), (1,)) and before.get(s.name) != blob}
    if len(changed) != 1 or not fitting(trained, built):
        return ()
    return tuple(changed.get(s.name, (s, blob)) for s, blob in random(built, rng))


def zero(built: Values) -> Values:
    """Return parameters of zero; buffers stay as they are."""
    return _with_parameters(built, np.zeros)


def fitting(values: Values, built: Values) -> Values:
    """Return those of `values` that a newly built network takes, by name and shape; none where it lacks one."""
    wanted = {(s.name, s.shape) for s, _ in built}
    found = tuple((s, blob) for s, blob in values if (s.name, s.shape) in wanted)
    return found if len(found) == len(wanted) else ()


def numbers(header: State, blob: bytes) -> Numbers:
    """Return a tensor as float64; complex numbers as pairs, in one more dimension."""
    if header.dtype == _TOP_HALF:
        wide = np.zeros((*header.shape, 2), "<u2")
        wide[..., 1] = np.frombuffer(blob, "<u2").reshape(header.shape)
        return wide.view("<f4")[..., 0].astype(np.float64)
    array = np.frombuffer(blob, np.dtype(header.dtype).newbyteorder("<")).reshape(header.shape)
    if array.dtype.kind == "c":
        return np.stack([array.real, array.imag], axis=-1).astype(np.float64)
    # A signalling NaN makes NumPy warn.
    with np.errstate(invalid="ignore"):
        return array.astype(np.float64)


def _with_parameters(built: Values, draw: Callable[[tuple[int, ...]], Numbers]) -> Values:
    return tuple((s, blob if s.buffer else _encoded(s, blob, draw)) for s, blob in built)


def _encoded(header: State, blob: bytes, draw: Callable[[tuple[int, ...]], Numbers]) -> bytes:
    match header.dtype:
        case "float16" | "float32" | "float64":
            return draw(header.shape).astype(np.dtype(header.dtype).newbyteorder("<")).tobytes()
        case "complex64" | "complex128":
            drawn = draw(header.shape) + 1j * draw(header.shape)
            return drawn.astype(np.dtype(header.dtype).newbyteorder("<")).tobytes()
        case name if name == _TOP_HALF:
            return draw(header.shape).astype("<f4").view("<u2").reshape(*header.shape, 2)[..., 1].tobytes()
        case _:
            return blob
