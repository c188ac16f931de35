"""A notebook's cells as files: how each is named, and how a line in one is said."""

import re

_CELL = re.compile(r"cell \d+")
_PLACE = re.compile(r"(cell \d+):(\d+)")


def cell_file(number: int) -> str:
    """Return the name of the file that holds the cell `number`, counted from 1."""
    return f"cell {number}"


def is_cell(file: str) -> bool:
    """Whether a file's name is a cell's."""
    return _CELL.fullmatch(file) is not None


def said(text: str) -> str:
    """Return a place in a cell, `cell 3:2`, as `cell 3, line 2`; any other text as it is."""
    place = _PLACE.fullmatch(text)
    return f"{place[1]}, line {place[2]}" if place else text
