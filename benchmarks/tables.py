"""What every benchmark gives back: tables whose figures carry their spread, and what was aimed at."""

import statistics
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure to reach, as it was found. `reached` is judged by the benchmark, which knows the unit."""

    name: str
    wanted: str
    found: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under `columns`, with what has to be known to read them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    aims: tuple[Aim, ...] = ()

    def __str__(self) -> str:
        """Return it as Markdown that is aligned, so that a terminal shows it as well."""
        parts = [f"## {self.title}", grid(self.columns, self.rows), *self.notes]
        return "\n\n".join(parts) + "\n"


def grid(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; every column but the first is set to the right."""
    lines = [tuple(columns), *map(tuple, rows)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(cells, widths) for cells in (lines[0], rule, *lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return " | ".join(["| " + first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + " |"


def in_turn(ways: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Call each of `ways` once a round, so that whatever else the machine does meets all of them alike."""
    found: dict[str, list[T]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(way())
    return found


def ratios(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """Divide round by round: both were measured side by side."""
    return [a / b for a, b in zip(one, other, strict=True)]


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """Return the median, and the smallest and largest value behind it."""
    low, high = min(values), max(values)
    return f"{statistics.median(values):{form}} ({low:{form}}–{high:{form}})"


def show(tables: Callable[..., Iterable[Table]]) -> None:
    """Print them as they are measured; numbers on the command line are handed on."""
    for table in tables(*map(int, sys.argv[1:])):
        print(table, flush=True)
