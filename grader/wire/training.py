"""What was seen of the training loop: gradients that arrive, optimizer steps, losses, inputs.

All of it is claimed by hooks in the student's interpreter. Numbers are finite or None.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from grader.wire.strict import STRICT

Kind = Literal["backward", "functional", "step", "evaluated", "unused", "hand", "window", "reused", "end"]
"""What happened.

`backward`: gradients were added to `.grad`. `functional`: gradients were computed, and added to none.
`step`: an optimizer stepped. `evaluated`: a closure that an optimizer called has returned, so its
gradients are used. `unused`: the step before wrote to no parameter, and its gradients were gone as it
ended. `hand`: parameters changed that no optimizer stepped since the backward before. `window`: watching
began, or began again, right after a step. `reused`: an output made before the last step was gone back
through once more. `end`: watching ended.
"""
Found = Literal["none", "zero", "blank", "same", "shrunk", "assigned", "readded", "changed"]
"""What a `.grad` held when it was looked at: before an arrival, or at a use.

`zero`: all zeros, which it was not when last seen. `blank`: zeros then and now. `same`: untouched since
last seen. `shrunk`: smaller, signs kept, as clipping leaves it. `assigned`: what `autograd.grad` gave.
`readded`: what arrived and what the step before had used. `changed`: anything else. Of parameters that
changed by `hand`: `same` says that they went down what `.grad` held, as twice in a row, `changed` that they did not.
"""
Called = Literal["zero_grad", "step", "backward", "functional"]
MAX_POINTS = 300
MAX_EVENTS = 20_000


@dataclass(frozen=True, slots=True)
class Group:
    """The parameters, by number, whose `.grad` was found alike."""

    __pydantic_config__: ClassVar = STRICT
    found: Found
    parameters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `place` is the student's line as `file:line`, empty where there is none.

    `optimizer` is the number of the one that stepped. `step` says for a `window` how many steps were
    taken before it, `caller` for a `backward` which of the student's lines called the function that `place` stands in.
    """

    __pydantic_config__: ClassVar = STRICT
    kind: Kind
    place: str = ""
    optimizer: int | None = None
    groups: tuple[Group, ...] = ()
    step: int | None = None
    caller: str = ""

    def entries(self) -> Iterator[tuple[int, Found]]:
        """Yield each parameter's number, and what was found there."""
        return ((parameter, group.found) for group in self.groups for parameter in group.parameters)


@dataclass(frozen=True, slots=True)
class Point:
    """The loss of one backward, after `step` optimizer steps, and the norm of all gradients where it was taken."""

    __pydantic_config__: ClassVar = STRICT
    step: int
    loss: float | None
    norm: float | None = None


@dataclass(frozen=True, slots=True)
class Optimizer:
    """One optimizer, or several alike that were made one after the other: class name, first group's first rate.

    `varied` says that a later step that was looked at had another rate. `momentum` is the first group's first.
    """

    __pydantic_config__: ClassVar = STRICT
    kind: str
    lr: float | None
    parameters: tuple[int, ...]
    varied: bool = False
    momentum: float = 0.0


@dataclass(frozen=True, slots=True)
class Call:
    """How often a line called `name` in the first steps; for `zero_grad`, on which parameters."""

    __pydantic_config__: ClassVar = STRICT
    name: Called
    place: str
    parameters: tuple[int, ...]
    times: int


@dataclass(frozen=True, slots=True)
class InputsSeen:
    """The inputs of the network's calls that were watched.

    `dims` is the number of dimensions of the last one, `batch` its first axis where it has two or more.
    `integers` says that all entries were whole numbers, from `low` to `high`; `alike` that all calls had the same ones.
    """

    __pydantic_config__: ClassVar = STRICT
    calls: int
    dims: int
    batch: int | None
    integers: bool
    low: float | None
    high: float | None
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over the whole run so far. `backwards` leaves out those between windows.

    `functional` counts the calls of `autograd.grad` and of `torch.func`. `moved` says whether the network
    given to `train` has other values than at the start, None where none was given, or another one was returned.
    `first_nan` is the number of steps after which a loss that is not finite was first seen, or before that parameters
    that were none. `faults` counts hooks that failed. `several` says that two threads trained at the same time: from
    then on only steps were counted. `graded` are the parameters of the network that was handed over in the end.
    """

    __pydantic_config__: ClassVar = STRICT
    steps: int = 0
    backwards: int = 0
    functional: int = 0
    moved: bool | None = None
    first_nan: int | None = None
    inputs: InputsSeen | None = None
    optimizers: tuple[Optimizer, ...] = ()
    calls: tuple[Call, ...] = ()
    faults: int = 0
    several: bool = False
    graded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingChunk:
    """What one flush sends: what is new, and the summary so far.

    Loops repeat themselves: `events` holds those not seen before, and `order` what happened since the
    last flush, as places in the list of all events sent. `parameters` are the names of new ones.
    """

    __pydantic_config__: ClassVar = STRICT
    events: tuple[Event, ...]
    order: tuple[int, ...]
    points: tuple[Point, ...]
    parameters: tuple[str, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Training:
    """The whole observed training: `timeline` in the order of time, `points` of the whole run."""

    __pydantic_config__: ClassVar = STRICT
    timeline: tuple[Event, ...] = ()
    points: tuple[Point, ...] = ()
    parameters: tuple[str, ...] = ()
    summary: Summary = field(default_factory=Summary)

    @property
    def backwards(self) -> int:
        """How many backwards were watched."""
        return self.summary.backwards

    @property
    def functional(self) -> int:
        """How many gradients were watched that `autograd.grad` or `torch.func` gave."""
        return self.summary.functional

    @property
    def input_dims(self) -> int | None:
        """Number of dimensions of the network's input: 1 for single vectors, 2 for batches of them."""
        return self.summary.inputs.dims if self.summary.inputs else None


def merge(chunks: Sequence[TrainingChunk]) -> Training:
    """Put the chunks of one training together. References to events never sent are left out."""
    events = [event for chunk in chunks for event in chunk.events]
    order = [place for chunk in chunks for place in chunk.order][:MAX_EVENTS]
    points: list[Point] = []
    for point in (point for chunk in chunks for point in chunk.points):
        # Backwards are counted before the first step of an optimizer: then it turned out that they were none.
        while points and points[-1].step >= point.step:
            points.pop()
        points.append(point)
    stride = -(-len(points) // MAX_POINTS) or 1
    return Training(
        timeline=tuple(events[place] for place in order if 0 <= place < len(events)),
        points=tuple(points[::stride]),
        parameters=tuple(name for chunk in chunks for name in chunk.parameters),
        summary=chunks[-1].summary if chunks else Summary(),
    )
