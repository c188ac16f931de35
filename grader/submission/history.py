"""Which of the cells that ran in a notebook it still holds: edited and repeated ones leave older versions behind."""

import dis
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import CO_OPTIMIZED
from types import CodeType

from grader import syntax
from grader.submission.problem import Unusable

_COMPREHENSIONS = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
"""With the body of a class, they are the only inner code that runs at once."""


def current(history: Mapping[int, str]) -> dict[int, str]:
    """Return the cells that still count, of those that ran, by number in the order in which they ran.

    A cell is an older version of a later one if they are the same, or if the later one binds all names anew that
    it bound; and if no cell in between that counts used one of these names. Raises `Unusable` where none is left.
    """
    cells = {number: _cell(source) for number, source in history.items()}
    counting: list[int] = []  # from the last to the first
    for number in reversed(cells):
        cell = cells[number]
        if cell is not None and not _replaced(cell, [cells[n] for n in reversed(counting)]):
            counting.append(number)
    if not counting:
        raise Unusable("empty", "expected a notebook in which cells have run; found none that is Python")
    return {number: history[number] for number in reversed(counting)}


@dataclass(frozen=True, slots=True)
class _Cell:
    """`binds` are the names it binds at top level, `reads` those that it uses before it binds them, if it does."""

    source: str
    binds: frozenset[str]
    reads: frozenset[str]


def _replaced(cell: _Cell, later: list[_Cell | None]) -> bool:
    for other in later:
        assert other is not None
        if other.source.strip() == cell.source.strip():
            return True
        if cell.binds & other.reads:
            return False
        if cell.binds and cell.binds <= other.binds:
            return True
    return False


def _cell(source: str) -> _Cell | None:
    """Return what a cell binds and reads, None for one that is no Python: it never ran."""
    try:
        with syntax.alone():
            code = compile(source, "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    binds: set[str] = set()
    reads: set[str] = set()
    for binding, name in _names(code):
        if binding:
            binds.add(name)
        elif name not in binds:
            reads.add(name)
    return _Cell(source, frozenset(binds), frozenset(reads))


def _names(code: CodeType) -> Iterator[tuple[bool, str]]:
    """Yield the names that code binds (True) and reads (False) when it runs. A function's body runs later."""
    for instruction in dis.get_instructions(code):
        inner = instruction.argval
        if instruction.opname == "STORE_NAME":
            yield True, inner
        elif instruction.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
            yield False, inner
        elif isinstance(inner, CodeType) and (inner.co_name in _COMPREHENSIONS or not inner.co_flags & CO_OPTIMIZED):
            yield from ((False, name) for binding, name in _names(inner) if not binding)
