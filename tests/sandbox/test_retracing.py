"""Traces of a training against what is calculated anew: by hand, for one parameter `w` and the output `w · x`."""

from dataclasses import replace

import numpy as np
import pytest

from grader.sandbox.retracing import MOST, Retracing
from grader.wire.messages import Recalculate, Recalculated, State, Trace
from grader.wire.observation import Traced

W, X, Y = State("w", (2,), "float32"), State("", (2,), "float32"), State("", (1,), "float32")
BUILT = ((W, bytes(8)),)
TRACE = Trace(training=True, rate=0.1, values=(W,), inputs=(X,), outputs=(Y,), arrived=(Y,), used=(W,), after=(W,))


def numbers(*values: float) -> bytes:
    """As they travel."""
    return np.array(values, "<f4").tobytes()


def trace(used: tuple[float, float] = (6.0, 8.0), after: tuple[float, float] = (0.4, 0.2)) -> tuple[Trace, bytes]:
    """A step from w = (1, 1): x = (3, 4), the output 7, its gradient 2."""
    return TRACE, numbers(1, 1) + numbers(3, 4) + numbers(7) + numbers(2) + numbers(*used) + numbers(*after)


def anew(output: float = 7.0, gradient: tuple[float, float] = (6.0, 8.0)) -> tuple[Recalculated, bytes]:
    """What the fresh child says of it."""
    return Recalculated(0, (Y,), (W,)), numbers(output) + numbers(*gradient)


@pytest.mark.parametrize(
    ("told", "calculated", "gradients", "motion"),
    [
        (trace(), anew(), True, True),
        (trace(used=(3, 4), after=(0.7, 0.6)), anew(), True, True),
        (trace(used=(9, 12), after=(0.1, -0.2)), anew(), False, True),
        (trace(used=(-6, 8), after=(1.6, 0.2)), anew(), False, True),
        (trace(after=(0.1, -0.2)), anew(), True, False),
        (trace(), anew(output=8.0), None, True),
        (trace(), anew(output=float("nan")), None, True),
        (trace(used=(float("nan"), 8.0)), anew(), None, None),
        (trace(), (Recalculated(0, (), ()), b""), None, True),
        (trace(), (Recalculated(3, (Y,), (W,)), numbers(7, 6, 8)), None, True),
    ],
    ids=[
        "right",
        "clipped",
        "old added",
        "turned",
        "moved on",
        "other answer",
        "no number",
        "exploded",
        "failed",
        "gone",
    ],
)
def test_a_trace_agrees_or_not(
    told: tuple[Trace, bytes], calculated: tuple[Recalculated, bytes], gradients: bool | None, motion: bool | None
) -> None:
    """Gradients are those calculated anew or smaller, and the motion is the rate times them; else it can't be told."""
    assert Retracing([told], BUILT).found([calculated]) == (Traced(gradients, motion),)


def test_no_motion_is_expected_of_other_optimizers() -> None:
    """What Adam does with a gradient can't be told from one step."""
    told, blob = trace(after=(9, 9))
    assert Retracing([(replace(told, rate=None), blob)], BUILT).found([anew()])[0].same_motion is None


def test_few_traces_are_sent_and_only_such_as_fit() -> None:
    """Spread over the run; a network that was built anew with other layers can't take the values."""
    messages = [m for m, _ in Retracing([trace()] * 16, BUILT).messages() if isinstance(m, Recalculate)]
    assert [m.number for m in messages] == [0, 3, 6, 9, 12, 15]
    assert len(messages) == MOST
    assert not list(Retracing([trace()], ((State("w", (3,), "float32"), bytes(12)),)).messages())


def test_the_child_learns_nothing_of_what_was_claimed() -> None:
    """It gets values, inputs and what arrived at the outputs; not the gradients it should find."""
    sent = b"".join(blob for _, blob in Retracing([trace()], BUILT).messages())
    assert sent == numbers(1, 1) + numbers(3, 4) + numbers(2)
