"""What each output of the network has learned beside what it should be, and how far off it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import TypeAdapter, ValidationError

from grader.by_output import BINS, Output
from grader.report import CheckResult

HIGH = 24
_NONE = 0.005
"""A mean error that is called none."""
_OUTPUTS = TypeAdapter(tuple[Output, ...])


@dataclass(frozen=True, slots=True)
class Bar:
    """The answers of one bin: a place from 0 to BINS, a height in pixels. `close` ones cost no marks."""

    x: int
    height: float
    close: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One output: `name` is what it should be where that is told, else its number."""

    name: str
    learned: str
    off: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Outputs:
    """The figure: a row for each output. Errors go from -`reach` to `reach`."""

    template: ClassVar = "outputs.html"
    keys: ClassVar = frozenset({"outputs", "reach", "close"})
    bins: ClassVar = BINS
    high: ClassVar = HIGH
    rows: tuple[Row, ...]
    reach: str
    tells_learned: bool


def outputs(check: CheckResult) -> Outputs | None:
    """Return the figure of what the check found of each output, None where it found nothing."""
    try:
        found = _OUTPUTS.validate_python(check.evidence.get("outputs", ()))
        reach = float(check.evidence.get("reach", 0.0))
        close = float(check.evidence.get("close", 0.0))
    except (ValidationError, TypeError, ValueError):
        return None
    if not found or not reach:
        return None
    near = max(round(close / reach * BINS / 2 - 0.5), 0)
    rows = tuple(
        Row(
            output.right or f"output {place}",
            output.learned,
            _off(output.mean_error),
            tuple(_bars(output.errors, near)),
        )
        for place, output in enumerate(found, start=1)
    )
    return Outputs(rows, f"{reach:.2g}", any(output.learned for output in found))


def _bars(errors: Sequence[int], near: int) -> list[Bar]:
    most = max(errors, default=0) or 1
    middle = BINS // 2
    return [
        Bar(place, max(count / most * HIGH, 1.5), abs(place - middle) <= near)
        for place, count in enumerate(errors[:BINS])
        if count
    ]


def _off(error: float) -> str:
    return f"{error:+.2g}".replace("-", "−") if abs(error) >= _NONE else "0"
