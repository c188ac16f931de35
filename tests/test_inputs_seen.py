"""What is told of the inputs that the network is called with."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from grader.inside.probes.gradients import Observer
from grader.inside.probes.looks import Looks
from grader.wire.training import TrainingChunk, merge


@pytest.mark.parametrize(
    ("given", "alike"),
    [
        (lambda _step: torch.tensor([2.0, 3.0, 4.0]), True),
        (lambda _step: torch.ones(8, 3), True),
        (lambda step: torch.tensor([2.0, 3.0, float(step == 11)]), False),
        (lambda step: torch.ones(1 + step % 2, 3), False),
        (lambda _step: torch.ones(100, 3), False),
    ],
)
def test_inputs_are_alike_only_where_each_entry_of_each_call_is_the_same(
    given: Callable[[int], torch.Tensor], alike: bool, tmp_path: Path
) -> None:
    """Of larger ones only the first entries are looked at, so nothing is said of them."""
    chunks = list[TrainingChunk]()
    network = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-6)
    with Observer(chunks.append, 0, Looks("Linear", lambda *_: None, str(tmp_path), 0)) as observer:
        observer.watch(network)
        for step in range(12):
            network(given(step)).square().sum().backward()
            optimizer.step()
            optimizer.zero_grad()
    inputs = merge(chunks).summary.inputs
    assert inputs is not None
    assert inputs.alike is alike
