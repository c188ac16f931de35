"""What is told of single steps is true also of a loop in which steps fail."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "loops"))
from watching import watch

FAILING = """
import torch

def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    held = optimizer.param_groups[0]["params"]
    for number in range(800):
        x = torch.randint(-10, 11, (3,)).float()
        loss = torch.sum((network(x) - torch.cat([x, x[2:] + 1, x[2:] + 2])) ** 2)
        loss.backward()
        if number % 2:
            held.append(None)
        try:
            optimizer.step()
        except AttributeError:
            held.pop()
        optimizer.zero_grad()
"""


def test_a_step_that_raised_contradicts_nothing(tmp_path: Path) -> None:
    """The next one uses other gradients than those that were about to be used."""
    file = tmp_path / "student.py"
    file.write_text(FAILING)
    watched = watch(FAILING, str(file))
    assert watched.error is None
    assert watched.traced
    assert not any(traced.same_motion is False for traced in watched.traced)
