"""IPython's own syntax, taken out of a cell: what is left is Python, with every line in its place.

IPython's transformers find the syntax; only what they write in its stead is ours.
"""

import re
from typing import Any

from IPython.core import inputtransformer2 as ipython

_RUNS_THE_CELL = {"time", "timeit", "capture", "prun", "memit", "mprun", "lprun"}
"""Cell magics that run the cell as Python, and only watch it. All others stand for another language."""
_RUNS_THE_LINE = re.compile(r"%(?:time|prun)\s+(?:-\S+\s+)*(?P<code>[^-\s].*)")
_CELL_MAGIC = re.compile(r"(?P<blank>(?:[^\S\n]*\n)*)%%(?P<name>\w*)")


def without_magics(cell: str) -> str:
    """Return `cell` with magics and shell lines as no-ops.

    A cell of another language (`%%bash`) becomes a comment. What can't be made Python stays as it is:
    Python says what is wrong with it when it runs.
    """
    magic = _CELL_MAGIC.match(cell)
    if magic is not None and magic["name"] not in _RUNS_THE_CELL:
        return "\n".join(f"# {line}" for line in cell.split("\n"))
    if magic is not None:
        cell = f"{magic['blank']}# {cell[magic.end('blank') :]}"
    try:
        return _manager().transform_cell(cell)
    except SyntaxError:  # raised by Python's tokenizer where indentation makes no sense
        return cell


def _manager() -> ipython.TransformerManager:
    manager = ipython.TransformerManager()  # type: ignore[no-untyped-call]
    manager.cleanup_transforms.remove(ipython.leading_empty_lines)
    manager.line_transforms = []
    manager.token_transformers = [
        _writing("None", ipython.MagicAssign),
        _writing("[]", ipython.SystemAssign),
        _writing("pass", ipython.EscapedCommand),
        _writing("pass", ipython.HelpEnd),
    ]
    return manager


def _writing(no_op: str, kind: Any) -> Any:
    """Return a transformer that writes `no_op` in place of the call that `kind` makes of what it finds."""

    def transform(self: Any, lines: list[str]) -> list[str]:
        changed = kind.transform(self, lines)
        at, left_out = self.start_line, len(lines) - len(changed)
        found = ipython.assemble_continued_line(lines, (at, self.start_col), at + left_out)
        statement = _RUNS_THE_LINE.fullmatch(found)
        written = lines[at][: self.start_col] + (statement["code"] if statement else no_op)
        return [*changed[:at], f"{written}\n", *["\n"] * left_out, *changed[at + 1 :]]

    return type("NoOp", (kind,), {"transform": transform})
