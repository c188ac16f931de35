"""Held-out inputs: described in the rubric, and drawn or read on the host after training has ended."""

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from grader.fault import Fault, faulty
from grader.identifier import Identifier
from grader.wire.observation import Condition

_FAR = 10**9

Names = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=1000)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
Bound = Annotated[int, Field(ge=-_FAR, le=_FAR)]


class HeldOut(Protocol):
    """A set of held-out inputs: `key` is equal for equal sets, `count` says how many there are."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def count(self) -> int: ...  # noqa: D102
    def draw(self) -> NDArray[np.float64]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Question:
    """A set of inputs, and what the network shall be like when it answers."""

    inputs: HeldOut
    condition: Condition = "trained"


class Inputs(BaseModel):
    """Random integer vectors: one named integer each from `low` to `high`, both included. Or given `rows`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    integers: Annotated[Names, Field(description="a name for each entry of a vector")]
    low: Annotated[Bound, Field(description="the smallest integer")] = -10
    high: Annotated[Bound, Field(description="the largest integer, included")] = 10
    count: Annotated[Count, Field(description="how many vectors")] = 500
    seed: Annotated[Seed, Field(description="which vectors: the same seed draws the same ones")] = 7

    rows: Annotated[
        tuple[tuple[Annotated[float, Field(allow_inf_nan=False)], ...], ...] | None,
        Field(min_length=1, max_length=1000, description="these vectors, instead of random ones"),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _count_of_rows(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("rows"), list | tuple):
            return {**data, "count": max(len(data["rows"]), 1)}
        return data

    @model_validator(mode="after")
    def _ordered(self) -> "Inputs":
        for place, row in enumerate(self.rows or ()):
            if len(row) != len(self.integers):
                message = f"expected {len(self.integers)} numbers, one for each name, found {len(row)}"
                raise faulty(Fault(message, at=("rows", place)))
        if self.low > self.high:
            raise faulty(Fault(f"expected `low` of at most `high` ({self.high}), found {self.low}", at=("low",)))
        if len(set(self.integers)) < len(self.integers):
            twice = next(name for name in self.integers if self.integers.count(name) > 1)
            raise faulty(Fault(f"expected different names, found `{twice}` twice", at=("integers",)))
        return self

    @cached_property
    def key(self) -> str:
        """A stable name for this set: equal for equal descriptions."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def draw(self) -> NDArray[np.float64]:
        """Return the vectors, shape (count, number of integers), read-only; the same for the same seed."""
        if self.rows is not None:
            return np.array(self.rows, np.float64)
        return _drawn(self.low, self.high, (self.count, len(self.integers)), self.seed)


@lru_cache(maxsize=64)
def _drawn(low: int, high: int, size: tuple[int, int], seed: int) -> NDArray[np.float64]:
    rng = np.random.Generator(np.random.PCG64(seed))
    vectors = rng.integers(low, high, size=size, endpoint=True).astype(np.float64)
    vectors.flags.writeable = False
    return vectors
