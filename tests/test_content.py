"""How many of a run's first steps are looked at?"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from grader.inside.probes.gradients import Observer
from grader.inside.probes.looks import Looks
from grader.inside.probes.windows import FIRST, PLAIN
from grader.wire.training import TrainingChunk, merge

Loop = Callable[[nn.Module, torch.optim.Optimizer, Iterator[torch.Tensor]], None]
STEPS = 60


def _examples() -> Iterator[torch.Tensor]:
    return iter(torch.arange(float(3 * STEPS)).reshape(STEPS, 3))


def _plain(network: nn.Module, optimizer: torch.optim.Optimizer, examples: Iterator[torch.Tensor]) -> None:
    for x in examples:
        optimizer.zero_grad()
        network(x).sum().backward()
        optimizer.step()


def _never_reset(network: nn.Module, optimizer: torch.optim.Optimizer, examples: Iterator[torch.Tensor]) -> None:
    for x in examples:
        network(x).sum().backward()
        optimizer.step()


def _two_backwards(network: nn.Module, optimizer: torch.optim.Optimizer, examples: Iterator[torch.Tensor]) -> None:
    for x in examples:
        optimizer.zero_grad()
        network(x).sum().backward()
        network(-x).sum().backward()
        optimizer.step()


def _last_old_once(network: nn.Module, optimizer: torch.optim.Optimizer, examples: Iterator[torch.Tensor]) -> None:
    for step, x in enumerate(examples, 1):
        if step != PLAIN:
            optimizer.zero_grad()
        network(x).sum().backward()
        optimizer.step()


def _changed_by_hand(network: nn.Module, optimizer: torch.optim.Optimizer, examples: Iterator[torch.Tensor]) -> None:
    for x in examples:
        optimizer.zero_grad()
        network(x).sum().backward()
        for parameter in network.parameters():
            assert parameter.grad is not None
            parameter.grad += 1
        optimizer.step()


def _one_example(network: nn.Module, optimizer: torch.optim.Optimizer, examples: Iterator[torch.Tensor]) -> None:
    first = next(examples)
    _plain(network, optimizer, (first for _ in examples))


@pytest.mark.parametrize(
    ("loop", "steps"),
    [
        (_plain, PLAIN),
        (_never_reset, FIRST),
        (_two_backwards, FIRST),
        (_last_old_once, FIRST),
        (_changed_by_hand, FIRST),
        (_one_example, FIRST),
    ],
)
def test_a_loop_is_looked_at_longer_unless_all_of_its_steps_are_plain(loop: Loop, steps: int, tmp_path: Path) -> None:
    """One backward for each step, onto nothing, and not always with the same input: then a few steps tell enough."""
    chunks = list[TrainingChunk]()
    network = nn.Linear(3, 1)
    with Observer(chunks.append, 0, Looks("Linear", lambda *_: None, str(tmp_path), 0)) as observer:
        observer.watch(network)
        loop(network, torch.optim.SGD(network.parameters(), lr=1e-6), _examples())
    seen = [event for event in merge(chunks).timeline if event.kind in ("step", "window")]
    later = [place for place, event in enumerate(seen) if event.step]
    assert (later[0] if later else len(seen)) - 1 == steps
