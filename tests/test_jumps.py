"""The watch over jumps is not noticed by the student."""

import warnings

import torch
from torch import nn

from grader.inside.probes.jumps import Jumps
from grader.inside.probes.snapshots import Snapshots


def test_values_that_explode_are_followed_in_silence() -> None:
    """Not a word of NumPy's stands among what the student's code printed, on the way to nan."""
    network = nn.Linear(3, 5).double()
    snapshots = Snapshots("Linear")
    snapshots.of(network)
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    with warnings.catch_warnings(record=True) as warned, Jumps(snapshots):
        warnings.simplefilter("always")
        for _ in range(200):
            torch.sum(network(torch.full((3,), 30.0).double()) ** 2).backward()
            optimizer.step()
    assert not torch.isfinite(network.weight).all()
    assert [str(warning.message) for warning in warned] == []
