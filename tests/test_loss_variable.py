"""Where a variable of the student's holds the loss, it is read there, and nothing of theirs is kept or changed."""

import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from grader.inside.probes.gradients import Observer
from grader.inside.probes.looks import Looks
from grader.wire.training import Point, TrainingChunk, merge

STEPS = 3000
Loop = Callable[[nn.Linear, torch.optim.Optimizer], list[float]]
hooked: list[bool] = []
"""For each step whether a parameter had a hook."""


def _with_a_variable(network: nn.Linear, optimizer: torch.optim.Optimizer) -> list[float]:
    losses = []
    for _ in range(STEPS):
        hooked.append(any(p._backward_hooks for p in network.parameters()))
        given = torch.rand(1)
        loss = network(given).square().sum()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


def _without(network: nn.Linear, optimizer: torch.optim.Optimizer) -> list[float]:
    losses = []
    for _ in range(STEPS):
        hooked.append(any(p._backward_hooks for p in network.parameters()))
        output = network(torch.rand(1))
        losses.append(output.square().sum().item())
        optimizer.zero_grad()
        output.square().sum().backward()
        optimizer.step()
    return losses


def _with_another_in_between(network: nn.Linear, optimizer: torch.optim.Optimizer) -> list[float]:
    """The variable holds what is no loss now and then, and in the end for good."""
    losses = []
    for step in range(STEPS):
        loss = network(torch.rand(1)).square().sum()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        if step > STEPS // 2 or step % 7 == 0:
            loss = torch.tensor(1e6)
        optimizer.step()
    return losses


def _with_the_first_kept(network: nn.Linear, optimizer: torch.optim.Optimizer) -> list[float]:
    """A second variable has the loss at first, and then the same one for long."""
    losses, first_loss, loss = list[float](), None, None
    for step in range(STEPS):
        loss = network(torch.rand(1)).square().sum()
        if step < 22 or step == STEPS // 2:
            first_loss = loss
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    del first_loss
    return losses


def _points(loop: Loop) -> tuple[tuple[Point, ...], list[float]]:
    torch.manual_seed(0)
    hooked.clear()
    chunks = list[TrainingChunk]()
    network = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    looks = Looks("Linear", lambda *_: None, str(Path(__file__).parent), 0)
    with Observer(chunks.append, 0, looks) as observer:
        observer.watch(network)
        losses = loop(network, optimizer)
    seen = merge(chunks)
    assert seen.summary.faults == 0
    return seen.points, losses


@pytest.mark.parametrize("loop", [_with_a_variable, _without, _with_another_in_between, _with_the_first_kept])
def test_each_point_is_the_loss_of_its_step(loop: Loop) -> None:
    """However the student writes it down."""
    points, losses = _points(loop)
    assert len(points) > 30
    assert points[-1].step > 0.9 * STEPS
    assert {point.step: point.loss for point in points} == {point.step: losses[point.step] for point in points}


def test_no_hook_is_needed_to_read_a_variable() -> None:
    """Without one, each point between windows takes a hook on a parameter."""
    _points(_without)
    by_hook = sum(hooked)
    _points(_with_a_variable)
    assert by_hook > sum(hooked) + 15


def test_nothing_that_a_function_has_is_kept_or_changed() -> None:
    """Python up to 3.12 keeps what a function's variables were when they were looked at."""

    class Batch:
        """Something large."""

    gone = list[weakref.ref[Batch]]()

    def loop(network: nn.Linear, optimizer: torch.optim.Optimizer) -> list[float]:
        batch = Batch()
        for _ in range(STEPS):
            gone.append(weakref.ref(batch))
            batch = Batch()
            assert gone[-1]() is None
            loss = network(torch.rand(1)).square().sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return []

    _points(loop)
    assert len(gone) == STEPS


def test_a_copy_of_the_variables_that_the_student_made_stays() -> None:
    """`locals()` gives the very copy that is looked at."""

    def loop(network: nn.Linear, optimizer: torch.optim.Optimizer) -> list[float]:
        settings = locals()
        for _ in range(STEPS):
            loss = network(torch.rand(1)).square().sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return [float(settings["network"] is network)]

    assert _points(loop)[1] == [1.0]
