"""Held-out inputs: described in the rubric, drawn on the host after training has ended."""

import hashlib
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator


class Inputs(BaseModel):
    """Random integer vectors: one named integer each from `low` to `high`, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    integers: Annotated[tuple[str, ...], Field(min_length=1, description="a name for each entry")]
    low: int = -10
    high: int = 10
    count: Annotated[int, Field(ge=1, le=100_000)] = 500
    seed: Annotated[int, Field(ge=0)] = 7

    @model_validator(mode="after")
    def _ordered(self) -> "Inputs":
        if self.low > self.high:
            raise ValueError(f"low ({self.low}) must not be above high ({self.high})")
        return self

    @property
    def key(self) -> str:
        """A stable name for this set: equal for equal descriptions."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def draw(self) -> NDArray[np.float64]:
        """Return the vectors, shape (count, number of integers); the same for the same seed."""
        rng = np.random.Generator(np.random.PCG64(self.seed))
        size = (self.count, len(self.integers))
        return rng.integers(self.low, self.high, size=size, endpoint=True).astype(np.float64)
