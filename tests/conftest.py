"""What several tests share: a warm zygote, a browser, and how random tests are drawn.

The same examples are tried on every run; `HYPOTHESIS=search pytest …` draws new ones.
"""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from browser import EXECUTABLE, MISSING, Browser, opened

from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote

hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("search", derandomize=False)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS", "same"))


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    """A real, warm zygote that confines its children with whatever this machine offers."""
    with Zygote() as zygote:
        zygote.wait_until_warm()
        yield Place(zygote)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A real browser. It is ended with its module: while it runs, no other event loop can."""
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    with opened(tmp_path_factory.mktemp("browser")) as window:
        yield window
