"""What every check on held-out inputs starts with: the answers and the right ones, or why there are none."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.causes import cause
from grader.check import Judgement, Seen, array, not_judged
from grader.errors import RubricError
from grader.inputs import HeldOut, Inputs
from grader.student_words import last_layer, told
from grader.target import answers
from grader.wire.observation import Array, Condition, Failure

_BEYOND = 1e100
"""Outputs this large have exploded as surely as infinity has."""
_TRY = (
    "The error is in forward, or in what it calls. Try it yourself: after training, print "
    "my_network(torch.tensor([1., 2., 3.]))."
)
_SMALLER_STEPS = (
    "Each step was so large that the weights grew without end. Make the learning rate 10 times smaller, and print the "
    "loss every 1,000 steps: it should fall."
)
_NO_ROUNDING = "Return what the last layer gives, without rounding it or turning it into whole numbers."
_MOST = 0.8
_SAME = 0.1
"""A reference's answers are only nearly an input plus a constant."""


class Answered(NamedTuple):
    """What was asked, what the trained network answered, and what was right; one row an example."""

    vectors: NDArray[np.float64]
    outputs: NDArray[np.float64]
    right: NDArray[np.float64]


def answered(
    seen: Seen,
    inputs: Inputs,
    target: Sequence[str] | None,
    condition: Condition = "trained",
    look: int | None = None,
) -> Answered | Judgement:
    """Return the network's answers to `inputs`, or the verdict where there are none to judge."""
    outputs = given(seen, inputs, condition, look, lambda: _right(seen, inputs, target).shape)
    if isinstance(outputs, Judgement):
        return outputs
    right = _right(seen, inputs, target)
    return _misfit(outputs, right.shape) or Answered(inputs.draw(), array(outputs), right)


def given(
    seen: Seen, inputs: HeldOut, condition: Condition, look: int | None, wanted: Callable[[], tuple[int, ...]]
) -> Array | Judgement:
    """Return what the network gave, or the verdict where it gave nothing; `wanted` is the shape it should have."""
    answer = seen.submission.answer(inputs.key, condition, look)
    if answer is None:
        return not_judged("evaluate", seen.submission)
    if answer.failure is not None:
        return _failed(answer.failure, wanted())
    if answer.outputs is None:
        return Judgement(0.0, "no_answer", "The trained network gave no answer to new inputs.", _TRY, "`nn.Module`")
    return answer.outputs


def _right(seen: Seen, inputs: Inputs, target: Sequence[str] | None) -> NDArray[np.float64]:
    if target is not None:
        return _right_by_target(tuple(target), inputs)
    reference = seen.reference.answer(inputs.key) if seen.reference else None
    if reference is None or reference.outputs is None:
        raise RubricError("expected the reference's answers as the target, found none", hint="try the reference alone")
    return array(reference.outputs)


@lru_cache(maxsize=64)
def _right_by_target(target: tuple[str, ...], inputs: Inputs) -> NDArray[np.float64]:
    """Work the answers out once for a class: every look at every network is measured against them."""
    right = answers(target, inputs, inputs.draw())
    right.flags.writeable = False
    return right


def _failed(failure: Failure, shape: tuple[int, ...]) -> Judgement:
    if failure.kind == "wrong_output_shape":
        return wrong_shape(f"{failure.message}.", shape)
    message = f"The trained network could not answer new inputs: {told(failure)}."
    known = cause(failure)
    return Judgement(0.0, "forward_failed", message, known.meaning if known else _TRY, "`nn.Module`")


def _misfit(outputs: Array, shape: tuple[int, ...]) -> Judgement | None:
    """Return the verdict on outputs of the wrong kind or shape, None where both are right."""
    if outputs.shape != shape:
        found, wanted = list(outputs.shape[1:]), list(shape[1:])
        return wrong_shape(f"For one input the trained network answers with shape {found}, not {wanted}.", shape)
    return no_decimals(outputs)


def no_decimals(outputs: Array) -> Judgement | None:
    """Return the verdict on outputs that are no floating point numbers, None where they are."""
    if np.dtype(outputs.dtype).kind != "f":
        message = f"The trained network answers with {outputs.dtype}, not with floating point numbers."
        return Judgement(0.0, "wrong_dtype", message, _NO_ROUNDING, "`nn.Module`", {"dtype": outputs.dtype})
    return None


def wrong_shape(message: str, shape: tuple[int, ...]) -> Judgement:
    """Return the verdict on answers that have another shape than `shape`, an example a row."""
    return Judgement(0.0, "wrong_output_shape", message, last_layer(shape[1:]), "`nn.Linear`")


def exploded(given: Answered) -> Judgement | None:
    """Return the verdict on outputs that are no numbers any more, None where all are."""
    bad = ~(np.abs(given.outputs) < _BEYOND)
    if not bad.any():
        return None
    rows = int(bad.reshape(len(bad), -1).any(axis=1).sum())
    return Judgement(
        0.0,
        "not_finite",
        f"For {rows} of {len(bad)} inputs the trained network answers with nan or inf, which are no numbers any more.",
        _SMALLER_STEPS,
        "How to Train Your Neural Network",
        {"examples": len(bad), "not_finite": rows},
    )


def lacking_constants(given: Answered) -> dict[int, float]:
    """Return the mean error of each output that should be an input plus a constant and lacks the constant.

    Empty where that does not explain most of the error.
    """
    errors = given.outputs - given.right
    if errors.ndim != 2:  # noqa: PLR2004  one row of numbers for each example
        return {}
    means = errors.mean(axis=0)
    places = [place for place, right in enumerate(given.right.T) if _adds_a_constant(right, given.vectors)]
    explained = np.square(means[places]).sum()
    if not places or explained < _MOST * np.square(errors).mean(axis=0).sum():
        return {}
    return {place: float(means[place]) for place in places}


def _adds_a_constant(right: NDArray[np.float64], vectors: NDArray[np.float64]) -> bool:
    distances = right[:, None] - vectors
    return bool(((np.ptp(distances, axis=0) < _SAME) & (np.abs(distances.mean(axis=0)) > _SAME)).any())
