"""A network's mode, where its class has a function `train` of its own."""

from typing import Any

import pytest
from torch import nn

from grader.inside.modes import set_mode


class Plain(nn.Module):
    """As torch has it."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Dropout()
        self.asked: list[object] = []


class Frozen(Plain):
    """One whose part stays at rest, as torch's own `train` allows."""

    def train(self, mode: bool = True) -> "Frozen":
        """Leave the inner part at rest."""
        super().train(mode)
        self.inner.eval()
        self.asked.append(mode)
        return self


class Trains(Plain):
    """One whose `train` trains."""

    def train(self, steps: int = 3) -> None:  # type: ignore[override]
        """Note that it was called."""
        self.asked.append(steps)


class TrainsAll(Plain):
    """The same, without an argument."""

    def train(self) -> None:  # type: ignore[override]
        """Note that it was called."""
        self.asked.append("train")


class Passes(Plain):
    """One that passes on whatever it is given."""

    def train(self, *args: Any) -> "Passes":
        """Note it."""
        self.asked.append(args[0])
        super().train(*args)
        return self


class Rests(Plain):
    """One with an `eval` of its own."""

    def eval(self) -> "Rests":
        """Note that it was called."""
        self.asked.append("eval")
        super().eval()
        return self


class Evaluates(Plain):
    """One whose `eval` is a test of its own."""

    def eval(self, data: object) -> None:  # type: ignore[override]
        """Note that it was called."""
        self.asked.append(data)


@pytest.mark.parametrize(
    ("kind", "inner", "asked"),
    [
        (Plain, True, []),
        (Frozen, False, [False, True]),
        (Trains, True, []),
        (TrainsAll, True, []),
        (Passes, True, [False, True]),
        (Rests, True, ["eval"]),
        (Evaluates, True, []),
    ],
)
def test_the_mode_is_set_and_nothing_is_trained(kind: type[Plain], inner: bool, asked: list[object]) -> None:
    """Of a function that takes the place of torch's, one that knows its mode is called."""
    network = kind()
    set_mode(network, training=False)
    assert (network.training, network.inner.training) == (False, False)
    set_mode(network, training=True)
    assert (network.training, network.inner.training) == (True, inner)
    assert network.asked == asked
