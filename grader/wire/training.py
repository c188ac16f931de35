"""What was seen of the training loop: gradients arriving, optimizer steps, losses, inputs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

STRICT = {"extra": "forbid", "strict": True, "allow_inf_nan": False}
Before = Literal["none", "zero", "left"]
AtStep = Literal["empty", "fresh", "mixed", "old", "lost", "clipped", "other"]


@dataclass(frozen=True, slots=True)
class Backward:
    """One `backward()`: which parameters received a gradient, and what `.grad` held before.

    `moved` says that parameter values were changed by hand, without an optimizer, since the last one.
    """

    __pydantic_config__: ClassVar = STRICT
    line: int
    parameters: tuple[int, ...]
    before: tuple[Before, ...]
    moved: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One optimizer step: the parameters it holds that require a gradient, and what each `.grad` was.

    `fresh`: the sum of what arrived since the last step. `mixed`: that and older gradients. `old`: nothing
    arrived since the last step. `lost`: something arrived and is gone. `clipped`: shrunk, same signs.
    """

    __pydantic_config__: ClassVar = STRICT
    line: int
    optimizer: int
    parameters: tuple[int, ...]
    gradients: tuple[AtStep, ...]


@dataclass(frozen=True, slots=True)
class TrainingChunk:
    """What one flush sends: the events since the last flush, in order, and the counts so far.

    `functional` counts gradients taken with `torch.autograd.grad`. `moved` says whether any parameter
    changed while the training ran. `input_dims` is the number of dimensions of the network's input.
    """

    __pydantic_config__: ClassVar = STRICT
    backwards: tuple[Backward, ...]
    steps: tuple[Step, ...]
    order: str
    functional: int
    moved: bool
    input_dims: int | None


@dataclass(frozen=True, slots=True)
class Training:
    """The whole observed training, as claimed by hooks in the student's interpreter.

    `order` has one letter for each event, `b` or `s`, in the order they happened.
    """

    __pydantic_config__: ClassVar = STRICT
    backwards: tuple[Backward, ...]
    steps: tuple[Step, ...]
    order: str
    functional: int
    moved: bool
    input_dims: int | None


def merge(chunks: Sequence[TrainingChunk]) -> Training:
    """Put the chunks of one training together; counts are those of the last."""
    last = chunks[-1]
    return Training(
        backwards=tuple(b for chunk in chunks for b in chunk.backwards),
        steps=tuple(s for chunk in chunks for s in chunk.steps),
        order="".join(chunk.order for chunk in chunks),
        functional=last.functional,
        moved=last.moved,
        input_dims=last.input_dims,
    )
