"""A check's evidence, which is free in form, as small tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.wire import cells

_MOST_ROWS = 24
_LINKS = frozenset({"requires", "phase", "outcome"})
"""Said in words elsewhere: what a check waits for."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; the first cell of a row names it."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(evidence: Mapping[str, Any], *, except_for: Collection[str] = ()) -> list[Table]:
    """Return what was measured: one table of plain values, then one for each list of records.

    `except_for` has the keys of what is drawn already.
    """
    shown = {key: value for key, value in evidence.items() if key not in {*_LINKS, *except_for}}
    records = {key: value for key, value in shown.items() if _is_records(value)}
    plain = tuple((_words(key), said(value)) for key, value in shown.items() if key not in records)
    found = [Table("Measured", ("what", "value"), plain[:_MOST_ROWS])] if plain else []
    return [*found, *(_of_records(key, value) for key, value in records.items())]


def said(value: Any) -> str:
    """Return a value as a person would write it."""
    match value:
        case None | bool():
            return {None: "–", True: "yes", False: "no"}[value]
        case int():
            return f"{value:,}"
        case float():
            return f"{value:.4g}"
        case Mapping():
            return ", ".join(f"{_words(str(key))}: {said(inner)}" for key, inner in value.items())
        case list() | tuple():
            return ", ".join(said(inner) for inner in value) or "none"
        case _:
            return cells.said(str(value))


def _is_records(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _of_records(key: str, records: Sequence[Mapping[str, Any]]) -> Table:
    headings = tuple(dict.fromkeys(str(name) for row in records for name in row))
    rows = tuple(tuple(said(row.get(name, "")) for name in headings) for row in records[:_MOST_ROWS])
    return Table(_words(key), tuple(_words(name) for name in headings), rows)


def _words(key: str) -> str:
    return key.replace("_", " ")
