"""What one turn of the loop did, as data."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

Act = Literal["backprop", "optimize", "reset"]
Mark = Literal["right", "wrong", "missing"]
"""`wrong`: it was done, at the wrong place or to no effect. `missing`: it was not done."""
_STRICT = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Bead:
    """One thing that a turn of the loop did, `times` times in a row, or should have done."""

    __pydantic_config__: ClassVar = _STRICT
    act: Act
    mark: Mark = "right"
    times: int = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the loop, which took step number `step` of the run.

    That step used the gradients of `fresh` backward calls for the first time, and those of `stale` ones again.
    """

    __pydantic_config__: ClassVar = _STRICT
    step: int
    beads: tuple[Bead, ...]
    fresh: int = 0
    stale: int = 0

    @property
    def faulty(self) -> bool:
        """Whether anything in it is missing or out of place."""
        return any(bead.mark != "right" for bead in self.beads)

    @property
    def lacks_something(self) -> bool:
        """Whether anything in it is missing."""
        return any(bead.mark == "missing" for bead in self.beads)

    def without_marks(self) -> "Turn":
        """Return it with nothing out of place."""
        return replace(self, beads=tuple(replace(bead, mark="right") for bead in self.beads))
