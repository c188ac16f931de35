"""Numbers that a trained network keeps outside of its parameters."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from grader.inside.probes.outside import kept_outside


class Scaled(nn.Module):
    """A network with numbers of every kind."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(3, 5)
        self.register_buffer("kept", torch.zeros(3))
        self.mean, self.spread, self.calls, self.name = torch.zeros(3), 1.0, 0, "new"


class Unequal(torch.Tensor):
    """A tensor that can't be compared."""

    @classmethod
    def __torch_function__(cls, *_: Any, **__: Any) -> Any:
        """Raise whatever is asked."""
        raise RuntimeError


def _raises(network: Any) -> None:
    network.mean = torch.zeros(3).as_subclass(Unequal)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda _: None, ()),
        (lambda n: setattr(n, "mean", torch.ones(3)), ("mean",)),
        (lambda n: n.mean.add_(1), ("mean",)),
        (lambda n: setattr(n, "spread", 2.5), ("spread",)),
        (lambda n: setattr(n.layer, "offset", torch.ones(3)), ("layer.offset",)),
        (lambda n: n.kept.add_(1), ()),
        (lambda n: nn.init.ones_(n.layer.weight), ()),
        (lambda n: vars(n).update(calls=7, name="old", training=False), ()),
        (_raises, ()),
    ],
)
def test_tensors_and_floats_that_are_no_buffers_are_named(change: Callable[[Any], Any], names: tuple[str, ...]) -> None:
    """Parameters and buffers go along, counts and texts change no answer."""
    trained = Scaled()
    change(trained)
    assert kept_outside(trained, Scaled()) == names
