"""A notebook's cells: what they find around them, and what happens when one fails."""

import ast
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

from grader.inside import shell
from grader.inside.script import say


class Notebook(ModuleType):
    """The module in which cells run. `failed` has the errors that stopped cells, by the cell's file."""

    __slots__ = ("failed",)
    failed: dict[Path, Exception]

    @property
    def first_failure(self) -> Exception | None:
        """The error that stopped the first of them."""
        return next(iter(self.failed.values()), None)

    def why_missing(self, name: str) -> Exception | None:
        """Return the error for which `name` is not there, None where no cell that failed speaks of it.

        A cell that could not be read failed by itself, any other perhaps for what an earlier one lacks.
        """
        speaking = [error for cell, error in self.failed.items() if name.encode() in cell.read_bytes()]
        unread = (error for error in speaking if isinstance(error, SyntaxError))
        return next(unread, self.first_failure if speaking else None)


def new_module() -> Notebook:
    """Return the empty module in which cells run: `__main__`, as in Jupyter, with `display` and `get_ipython`."""
    module = Notebook("__main__")
    module.failed = {}
    sys.modules["__main__"] = module
    vars(module).update(display=print, get_ipython=shell.offer(vars(module)))
    return module


def run(module: Notebook, cells: Iterable[tuple[Path, bytes | ast.Module]], trained: Callable[[], int]) -> None:
    """Run cells one after the other, up to one that ends the program. As in Jupyter, one that fails stops only itself.

    `trained` counts what was seen of training so far. Raises what stopped a cell while it trained.
    """
    for path, code in cells:
        before = trained()
        try:
            exec(compile(code, str(path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102  running student code is the task
        except SystemExit as end:
            if end.code:
                raise
            return
        except Exception as error:  # whatever the student's code raises
            if trained() != before:
                raise
            module.failed[path] = error


def tell(module: Notebook, folder: str) -> None:
    """Say on standard error which cells failed, as Jupyter does below them."""
    for cell, error in module.failed.items():
        say(cell.name, error, folder)
