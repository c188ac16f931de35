"""What several tests share: a warm zygote, and rubrics."""

from collections.abc import Iterator

import pytest

from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    """A real, warm zygote that confines its children with whatever this machine offers."""
    with Zygote() as zygote:
        zygote.wait_until_warm()
        yield Place(zygote)
