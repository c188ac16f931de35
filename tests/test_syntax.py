"""Trees are made in several threads without one disturbing the other."""

import gc
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader import syntax


class Yields:
    """Lets other threads run whenever the collector finds it, as it does in the midst of making a tree."""

    goes_on = True

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        if self.goes_on:
            Yields()
        for _ in range(100):
            pass


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that take turns all the time."""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(10, 1, 1)
    Yields()
    yield
    Yields.goes_on = False
    sys.setswitchinterval(interval)
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("hasty")
def test_trees_are_made_in_any_thread() -> None:
    """Of texts that differ in depth."""
    texts = ["x = " + "(" * depth + "1" + " + 1)" * depth for depth in range(1, 60)]
    with ThreadPoolExecutor(4) as pool:
        assert all(tree.body for tree in pool.map(syntax.module, texts * 2))


def test_what_python_warns_of_is_not_printed() -> None:
    """It is the student's text."""
    with warnings.catch_warnings(action="error"):
        assert syntax.module("'\\d'").body
        assert syntax.expression(" 1 ").body
