"""A CSV file in which single cells are changed and every other byte stays.

Python's csv module reads and writes whole files in one style; here each cell remembers where it stands.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_WITHOUT_BOM = ("utf-8", "cp1252", "latin-1")
_DELIMITERS = ",;\t"
_LARGEST = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value, and from where to where it stands in the text, its quotes included."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text of a file, and its rows. Blank lines are no rows."""

    path: Path
    bom: bytes
    encoding: str
    delimiter: str
    text: str
    rows: tuple[tuple[Cell, ...], ...]

    def value(self, row: int, column: int | None) -> str:
        """Return what stands in a cell, without blanks around it; nothing where the row is too short."""
        cells = self.rows[row]
        return cells[column].value.strip() if column is not None and column < len(cells) else ""

    def titles(self) -> list[str]:
        """Return the first row."""
        return [cell.value.strip() for cell in self.rows[0]]

    def changed(self, values: Mapping[tuple[int, int], str]) -> bytes:
        """Return the file with new values in the cells (row, column); all else is the same bytes."""
        pieces: list[str] = []
        done = 0
        for (row, column), value in sorted(values.items()):
            cells = self.rows[row]
            missing = column + 1 - len(cells)
            if missing > 0:
                start = end = cells[-1].end
                written = self.delimiter * missing + self._quoted(value, "")
            else:
                start, end = cells[column].start, cells[column].end
                written = self._quoted(value, self.text[start:end])
            pieces += [self.text[done:start], written]
            done = end
        text = "".join((*pieces, self.text[done:]))
        try:
            return self.bom + text.encode(self.encoding)
        except UnicodeEncodeError:
            # Only feedback can hold what the sheet's encoding can't: it is written without these characters.
            return self.bom + text.encode(self.encoding, "replace")

    def _quoted(self, value: str, before: str) -> str:
        special = any(c in value for c in f'"\r\n{self.delimiter}') or value != value.strip()
        return '"' + value.replace('"', '""') + '"' if special or before.startswith('"') else value


def read_sheet(path: Path) -> Sheet:
    """Return the CSV file at `path`. Raises `UsageError` where there is none that can be read."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"expected a sheet of at most {_LARGEST // 1024**2} MiB; found more", where=str(path))
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"expected to read the sheet {path}; found: {error.strerror}") from error
    bom = next((bom for bom in _BOMS if content.startswith(bom)), b"")
    encodings = (_BOMS[bom],) if bom else _WITHOUT_BOM
    for encoding in encodings:
        try:
            text = content[len(bom) :].decode(encoding)
        except UnicodeDecodeError:
            continue
        first = re.sub(r'"[^"]*"', "", text.lstrip("\r\n")).split("\n", 1)[0]
        delimiter = max(_DELIMITERS, key=first.count)
        if rows := _rows(text, delimiter):
            return Sheet(path, bom, encoding, delimiter, text, rows)
        raise UsageError("expected a sheet with rows; found an empty file", where=str(path))
    raise UsageError(
        f"expected a CSV file in {encodings[0].upper()}; found other bytes", where=str(path), hint="download it again"
    )


def _rows(text: str, delimiter: str) -> tuple[tuple[Cell, ...], ...]:
    """Split as RFC 4180 does: quotes hide delimiters and line ends, and are doubled in a quoted cell."""
    cell = re.compile(rf'[ ]*"[^"]*(?:""[^"]*)*"[^{delimiter}\r\n]*|[^{delimiter}\r\n]*')
    rows: list[tuple[Cell, ...]] = []
    at = 0
    while at < len(text):
        cells: list[Cell] = []
        while True:
            match = cell.match(text, at)
            assert match is not None
            cells.append(Cell(_unquoted(match[0]), *match.span()))
            at = match.end()
            if not text.startswith(delimiter, at):
                break
            at += 1
        at += 2 if text.startswith("\r\n", at) else 1
        if len(cells) > 1 or cells[0].value:
            rows.append(tuple(cells))
    return tuple(rows)


def _unquoted(raw: str) -> str:
    stripped = raw.strip(" ")
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1].replace('""', '"')
    return raw
