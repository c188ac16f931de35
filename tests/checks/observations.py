"""Observations made by hand, so that a check is tested without a process."""

import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from grader.check import Check, Seen
from grader.inputs import Inputs
from grader.wire.observation import (
    Answer,
    Array,
    Failure,
    Forward,
    Frame,
    Layer,
    Network,
    Observation,
    Parameter,
    Phase,
    PhaseName,
    PhaseOutcome,
)

PHASES: tuple[PhaseName, ...] = ("load", "build", "train", "evaluate")
FAILURE = Failure("exception", "ValueError", "no", (Frame("my_solution.py", 12, "forward", "raise ValueError"),))


def phases(stopped: PhaseName | None = None, outcome: PhaseOutcome = "timeout") -> tuple[Phase, ...]:
    """Phases that went well up to the one that `stopped`."""
    if stopped is None:
        return tuple(Phase(name, "ok", 1.0) for name in PHASES)
    before = PHASES[: PHASES.index(stopped)]
    return (*(Phase(name, "ok", 1.0) for name in before), Phase(stopped, outcome, 1.0))


def stopped(phase: PhaseName) -> Seen:
    """A submission of which nothing was seen, since `phase` was stopped."""
    return Seen(Observation(0, phases(phase)))


def layers(*widths: int) -> tuple[Layer, ...]:
    """Linear layers in a row."""
    return tuple(Layer(f"m{place}", "Linear", (n,), (m,)) for place, (n, m) in enumerate(pairwise(widths), 1))


def passed_forward(*found: Layer, output: tuple[int, ...] | None = (5,), rank: int | None = 3) -> Seen:
    """A network that one example was run through."""
    return Seen(Observation(0, phases(), forward=Forward((3,), output, found, rank)))


def failed_forward(failure: Failure) -> Seen:
    """A network that one example could not be run through."""
    return Seen(Observation(0, phases(), forward=Forward((3,), None, (), None, failure)))


def with_parameters(*parameters: Parameter) -> Seen:
    """A network with these parameters."""
    return Seen(Observation(0, phases(), network=Network("MyNetwork", parameters)))


def answers(inputs: Inputs, outputs: NDArray[np.generic]) -> Answer:
    """The outputs as they cross the wall."""
    return Answer(inputs.key, Array(outputs.shape, outputs.dtype.name, outputs.tobytes()))


def answering(check: Check, network: Callable[[NDArray[np.float64]], NDArray[np.generic]]) -> Seen:
    """A trained network that answers all that `check` asks by `network`."""
    given = tuple(answers(asked.inputs, network(asked.inputs.draw())) for asked in check.asks().questions)
    return Seen(Observation(0, phases(), answers=given))


def failing(check: Check, failure: Failure | None) -> Seen:
    """A trained network that gives no answer to anything."""
    given = tuple(Answer(asked.inputs.key, None, failure) for asked in check.asks().questions)
    return Seen(Observation(0, phases(), answers=given))


def challenge(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the challenge asks for."""
    a, b, c = vectors.T
    return np.stack([a, b, c, c + 1, c + 2], axis=1)


def documented(kind: type[Check]) -> set[str]:
    """The diagnoses in the table of the check's docstring."""
    return set(re.findall(r"^ *\| `(\w+)` \|", kind.__doc__ or "", re.MULTILINE))
