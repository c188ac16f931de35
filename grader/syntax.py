"""Python text as a tree, in whichever thread: one at a time.

CPython up to 3.12 counts the depth of the tree that it makes in one place for all threads (gh-106905): where two make
one at once it can raise `SystemError`. What it warns of in a student's text is not for the terminal.
"""

import ast
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_ALONE = threading.Lock()


@contextmanager
def alone() -> Iterator[None]:
    """Compile in here: no other thread does so meanwhile, and nothing is printed of what Python warns of."""
    with _ALONE, warnings.catch_warnings(action="ignore"):
        yield


def module(source: str | bytes) -> ast.Module:
    """Return the tree of a file. Raises `SyntaxError`, `ValueError`, `RecursionError` or `MemoryError`."""
    with alone():
        return ast.parse(source)


def expression(text: str) -> ast.Expression:
    """Return the tree of an expression. Raises what `module` does."""
    with alone():
        return ast.parse(text.strip(), mode="eval")
