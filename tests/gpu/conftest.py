"""What the tests of devices share: the default device of this process, for one test."""

import threading
from collections.abc import Callable, Iterator

import pytest
import torch

from grader.inside.one_device import make_default


@pytest.fixture
def default() -> Iterator[Callable[[str], None]]:
    """Make a device the default, until the test ends."""
    yield make_default
    threading.setprofile(None)  # type: ignore[arg-type]
    torch.set_default_device(None)
