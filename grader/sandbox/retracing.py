"""Steps of the training, calculated anew in the fresh child: do they agree with what was told of them?"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.sandbox import values
from grader.sandbox.values import Values
from grader.wire.messages import Recalculate, Recalculated, Sit, State, Trace
from grader.wire.observation import Traced
from grader.wire.tensors import split

MOST = 6
"""Steps that are calculated anew, spread over those that were told: about a millisecond each."""
SAME = 1e-2
"""Gradients may differ by this share of the largest; old ones that were added are many times that."""
SAME_OUTPUT = 1e-4
"""A network that answers otherwise with the same values and inputs is random, or has state elsewhere."""
ROUNDING = 2e-6
"""Of a parameter's size, in a float32 sum."""
Numbers = dict[str, NDArray[np.float64]]


class Retracing:
    """The traces that were told, and what is sent and found for each. `built` are the values of a new network."""

    def __init__(self, traces: Sequence[tuple[Trace, bytes]], built: Values) -> None:
        self._told = [_parts(trace, blob) for trace, blob in traces]
        self._traces = [trace for trace, _ in traces]
        headers = {header for header, _ in built}
        fitting = [n for n, trace in enumerate(self._traces) if set(trace.values) == headers]
        spread = np.linspace(0, len(fitting) - 1, min(MOST, len(fitting))).round().astype(int)
        self._chosen = [fitting[place] for place in spread]

    def messages(self) -> Iterator[tuple[Any, bytes]]:
        """Yield all that is sent to the child."""
        for number in self._chosen:
            trace, told = self._traces[number], self._told[number]
            yield Sit(), b""
            yield from told["values"]
            blob = b"".join(part for name in ("inputs", "arrived") for _, part in told[name])
            yield Recalculate(number, trace.training, trace.inputs, trace.arrived), blob

    def found(self, said: Sequence[tuple[Recalculated, bytes]]) -> tuple[Traced, ...]:
        """Return for each trace what can be told of it."""
        answers = {answer.number: (answer, blob) for answer, blob in said}
        return tuple(
            Traced(self._same_gradients(number, *answers[number]) if number in answers else None, self._motion(number))
            for number in range(len(self._traces))
        )

    def _same_gradients(self, number: int, answer: Recalculated, blob: bytes) -> bool | None:
        told = self._told[number]
        found = split((*answer.outputs, *answer.gradients), blob)
        outputs, gradients = found[: len(answer.outputs)], found[len(answer.outputs) :]
        if len(outputs) != len(told["outputs"]) or not all(map(_alike, outputs, told["outputs"])):
            return None
        right, used = _numbers(gradients), _numbers(told["used"])
        if not _finite(used) or not _finite(right) or any(used[n].shape != right[n].shape for n in used.keys() & right):
            return None
        return all(_is_or_is_less(used[name], right.get(name, np.zeros_like(used[name]))) for name in used)

    def _motion(self, number: int) -> bool | None:
        told, rate = self._told[number], self._traces[number].rate
        before, used, after = (_numbers(told[name]) for name in ("values", "used", "after"))
        exact = all(header.dtype in ("float32", "float64") for header, _ in told["values"])
        if rate is None or not exact or not _finite(before) or not _finite(used) or not _finite(after):
            return None
        if not used.keys() == after.keys() <= before.keys():
            return False
        return all(_moved(before[name], rate * used[name], after[name]) for name in used)


def _parts(trace: Trace, blob: bytes) -> dict[str, Values]:
    """Return the tensors of each field of a trace."""
    names = ("values", "inputs", "outputs", "arrived", "used", "after")
    tensors = iter(split([header for name in names for header in getattr(trace, name)], blob))
    return {name: tuple(next(tensors) for _ in getattr(trace, name)) for name in names}


def _numbers(tensors: Sequence[tuple[State, bytes]]) -> Numbers:
    return {header.name: values.numbers(header, blob) for header, blob in tensors}


def _finite(numbers: Numbers) -> bool:
    return all(bool(np.isfinite(array).all()) for array in numbers.values())


def _largest(array: NDArray[np.float64]) -> float:
    return float(np.abs(array).max(initial=0.0))


def _alike(one: tuple[State, bytes], other: tuple[State, bytes]) -> bool:
    first, second = values.numbers(*one), values.numbers(*other)
    if first.shape != second.shape or not np.isfinite(first).all() or not np.isfinite(second).all():
        return False
    return bool(_largest(first - second) <= SAME_OUTPUT * _largest(second))


def _is_or_is_less(used: NDArray[np.float64], right: NDArray[np.float64]) -> bool:
    """Whether gradients are the right ones, or those made smaller, as clipping does it."""
    slack = SAME * _largest(right)
    same = _largest(used - right) <= slack
    return same or bool((used * np.sign(right) >= -slack).all() and (np.abs(used) <= np.abs(right) + slack).all())


def _moved(before: NDArray[np.float64], step: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    if not before.shape == step.shape == after.shape:
        return False
    return _largest(before - step - after) <= SAME * _largest(step) + ROUNDING * max(_largest(before), _largest(after))
