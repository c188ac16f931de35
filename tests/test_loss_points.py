"""Where in a run are losses taken for the curve?"""

import random
from pathlib import Path

import pytest
import torch
from torch import nn

from grader.inside.probes.gradients import Observer
from grader.inside.probes.looks import Looks
from grader.wire.training import TrainingChunk, merge


@pytest.mark.parametrize("steps", [3000, 8000])
def test_all_parts_of_a_run_have_points(steps: int, tmp_path: Path) -> None:
    """Those at the beginning lie close together; the last quarter has enough for a mean, up to near its end."""
    chunks = list[TrainingChunk]()
    network = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    looks = Looks("Linear", lambda *_: None, str(tmp_path), 0)
    with Observer(chunks.append, 0, looks) as observer:
        observer.watch(network)
        for _ in range(steps):
            optimizer.zero_grad()
            network(torch.tensor([random.random()])).square().sum().backward()
            optimizer.step()
    at = [point.step for point in merge(chunks).points]
    assert at[:5] == list(range(5))
    assert len(at) < 60
    assert sum(step > 0.75 * steps for step in at) >= 3
    assert at[-1] > 0.9 * steps


def test_backwards_before_the_first_step_are_no_steps(tmp_path: Path) -> None:
    """A loop that collects many gradients for each step has its curve along its steps."""
    chunks = list[TrainingChunk]()
    network = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    looks = Looks("Linear", lambda *_: None, str(tmp_path), 0)
    with Observer(chunks.append, 0, looks) as observer:
        observer.watch(network)
        for _ in range(60):
            optimizer.zero_grad()
            for _ in range(500):
                network(torch.tensor([random.random()])).square().sum().backward()
            optimizer.step()
    at = [point.step for point in merge(chunks).points]
    assert at == sorted(set(at))
    assert at[0] == 0
    assert 45 < at[-1] < 60
