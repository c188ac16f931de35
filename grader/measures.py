"""Times and sizes as people write them: `20 s`, `2 min`, `64 MiB`."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from grader.fault import expected

_MEASURE = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([A-Za-z]*)")


@dataclass(frozen=True)
class _Measure:
    """A kind of amount: its units, and the smallest and largest that make sense."""

    what: str
    example: str
    units: dict[str, float]
    least: float
    most: float
    span: str

    def read(self, value: Any) -> float:
        """Return the amount in the base unit."""
        match = _MEASURE.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None or match[2] not in self.units:
            raise expected(f"{self.what} with its unit, such as `{self.example}`", value, self._advice(value))
        amount = float(match[1]) * self.units[match[2]]
        if not self.least <= amount <= self.most:
            raise expected(f"{self.what} {self.span}", value)
        return amount

    def _advice(self, value: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"write `{value} {self.example.split()[1]}`"
        return f"the units are {', '.join(self.units)}"

    @property
    def schema(self) -> WithJsonSchema:
        """What an editor is told."""
        pattern = rf"^\d+(\.\d+)?\s*({'|'.join(self.units)})$"
        return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [self.example]})


_TIME = _Measure(
    what="a time",
    example="20 s",
    units={"ms": 0.001, "s": 1, "min": 60, "h": 3600},
    least=0.001,
    most=86_400,
    span="from 1 ms to 24 h",
)
_SIZE = _Measure(
    what="a size",
    example="64 MiB",
    units={"kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30},
    least=2**10,
    most=2**40,
    span="from 1 KiB to 1024 GiB",
)

Seconds = Annotated[float, BeforeValidator(_TIME.read), _TIME.schema]
Bytes = Annotated[int, BeforeValidator(lambda value: round(_SIZE.read(value))), _SIZE.schema]
