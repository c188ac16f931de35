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
from grader.wire.frames import MAX_NUMBERS
from grader.wire.observation import Condition

_FAR = 10**9

Names = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=1000)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
Bound = Annotated[float, Field(ge=-_FAR, le=_FAR, allow_inf_nan=False)]


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
    """Random vectors: one named integer each from `low` to `high`, both included, or any numbers. Or given `rows`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    integers: Annotated[Names | None, Field(description="a name for each entry of a vector of whole numbers")] = None
    numbers: Annotated[Names | None, Field(description="the same for any numbers, spread evenly")] = None
    low: Annotated[Bound, Field(description="the smallest number")] = -10
    high: Annotated[Bound, Field(description="the largest number")] = 10
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

    @property
    def names(self) -> tuple[str, ...]:
        """What the entries of a vector are called."""
        return self.integers or self.numbers or ()

    @model_validator(mode="after")
    def _one_kind(self) -> "Inputs":
        if not self.names:
            hint = "`integers: [a, b]` draws whole numbers, `numbers: [a, b]` any"
            raise faulty(Fault("expected `integers` or `numbers`, found neither", hint))
        if self.integers and self.numbers:
            raise faulty(Fault("expected `integers` or `numbers`, found both", at=("numbers",)))
        for name in ("low", "high"):
            value = getattr(self, name)
            if self.integers and value != int(value):
                hint = "`numbers` instead of `integers` draws any numbers"
                raise faulty(Fault(f"expected a whole number, found {value:g}", hint, (name,)))
        return self

    @model_validator(mode="after")
    def _ordered(self) -> "Inputs":
        for place, row in enumerate(self.rows or ()):
            if len(row) != len(self.names):
                message = f"expected {len(self.names)} numbers, one for each name, found {len(row)}"
                raise faulty(Fault(message, at=("rows", place)))
        if self.low > self.high:
            raise faulty(Fault(f"expected `low` of at most `high` ({self.high:g}), found {self.low:g}", at=("low",)))
        if len(set(self.names)) < len(self.names):
            twice = next(name for name in self.names if self.names.count(name) > 1)
            at = "integers" if self.integers else "numbers"
            raise faulty(Fault(f"expected different names, found `{twice}` twice", at=(at,)))
        if self.count * len(self.names) > MAX_NUMBERS:
            bound = f"at most {MAX_NUMBERS // len(self.names):,} vectors of {len(self.names):,} numbers"
            raise faulty(Fault(f"expected {bound}, found {self.count:,}", at=("count",)))
        return self

    @cached_property
    def key(self) -> str:
        """A stable name for this set: equal for equal descriptions."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def draw(self) -> NDArray[np.float64]:
        """Return the vectors, shape (count, number of names), read-only; the same for the same seed."""
        if self.rows is not None:
            return np.array(self.rows, np.float64)
        return _drawn(self.low, self.high, (self.count, len(self.names)), self.seed, whole=bool(self.integers))


@lru_cache(maxsize=64)
def _drawn(low: float, high: float, size: tuple[int, int], seed: int, *, whole: bool) -> NDArray[np.float64]:
    rng = np.random.Generator(np.random.PCG64(seed))
    if whole:
        vectors = rng.integers(int(low), int(high), size=size, endpoint=True).astype(np.float64)
    else:
        vectors = rng.uniform(low, high, size=size)
    vectors.flags.writeable = False
    return vectors
