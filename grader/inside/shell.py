"""What `get_ipython` gives to code that was written in a notebook: no notebook's program is there."""

import sys
from types import ModuleType
from typing import Any

from grader.inside.stand_ins import Idle

_WATCHING = {"time", "timeit", "capture", "prun"}
_DEFINED_IN = "IPython.core.getipython"


class Shell(Idle):
    """Does nothing, but that magics that only watch run their code, among the `names` of the student's module."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

    def run_cell_magic(self, name: str, _line: str, cell: str) -> None:
        """Run the cell below a magic such as `%%time`."""
        self.run_line_magic(name, cell)

    def run_line_magic(self, name: str, line: str) -> None:
        """Run the code behind a magic such as `%time`."""
        if name in _WATCHING:
            exec(line, self._names)  # noqa: S102  running student code is the task


def offer(names: dict[str, Any]) -> Shell:
    """Return the shell of the module with these names, and have `from IPython import get_ipython` give it too."""
    shell = Shell(names)
    # IPython takes it from there, and says None where it runs no cells.
    sys.modules[_DEFINED_IN] = ModuleType(_DEFINED_IN)
    vars(sys.modules[_DEFINED_IN])["get_ipython"] = shell
    return shell
