"""What several tests share: a warm zygote, and how random tests are drawn.

The same examples are tried on every run; `HYPOTHESIS=search pytest …` draws new ones.
"""

import os
from collections.abc import Iterator

import hypothesis
import pytest

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
