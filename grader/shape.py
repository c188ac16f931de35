"""The shape of one example or of its answer, as a rubric states it."""

from math import prod
from typing import Annotated

from pydantic import AfterValidator, Field

from grader.fault import Fault, faulty
from grader.wire.frames import MAX_NUMBERS


def _small(shape: tuple[int, ...]) -> tuple[int, ...]:
    if prod(shape) > MAX_NUMBERS:
        raise faulty(Fault(f"expected at most {MAX_NUMBERS:,} numbers, found {prod(shape):,}"))
    return shape


Shape = Annotated[
    tuple[Annotated[int, Field(ge=1, le=MAX_NUMBERS)], ...], Field(min_length=1, max_length=8), AfterValidator(_small)
]
