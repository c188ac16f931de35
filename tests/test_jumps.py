"""The watch over jumps is not noticed by the student."""

import struct
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
import torch
from torch import nn

from grader.inside.probes.jumps import LONG, SHORT, Jumps, apart
from grader.inside.probes.snapshots import Snapshots
from grader.inside.probes.steps import Steps
from grader.wire.messages import State
from grader.wire.observation import Look


@contextmanager
def watched(jumps: Jumps) -> Iterator[Steps]:
    """Tell it of the first step as it begins, and of those whose end it asks for."""
    steps = Steps(
        lambda look, *arguments: look(*arguments),
        before=lambda optimizer: jumps.after(0, optimizer),
        evaluated=lambda _optimizer: None,
        after=lambda _optimizer: None,
        each=jumps.after,
    )
    with steps:
        steps.hush()
        steps.wake = sys.maxsize
        yield steps
    jumps.close()


def test_values_that_explode_are_followed_in_silence() -> None:
    """Not a word of NumPy's stands among what the student's code printed, on the way to nan."""
    network = nn.Linear(3, 5).double()
    snapshots = Snapshots("Linear")
    snapshots.of(network)
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    jumps, numbers = Jumps(snapshots), 0
    with warnings.catch_warnings(record=True) as warned, watched(jumps):
        warnings.simplefilter("always")
        for _ in range(200):
            torch.sum(network(torch.full((3,), 30.0).double()) ** 2).backward()
            optimizer.step()
            numbers += bool(torch.isfinite(network.weight).all())
    assert 0 < numbers < 200
    found = jumps.earlier(200)
    assert found is not None
    assert numbers < found <= numbers + apart(numbers)
    assert (jumps.earlier(1), jumps.earlier(None)) == (1, None)
    assert [str(warning.message) for warning in warned] == []


def _trained(motions: list[float], *, replaced: Sequence[int] = ()) -> Snapshots:
    """Have SGD move a weight of 1 by each of `motions`, at the steps `replaced` after putting a new tensor there."""
    network = nn.Linear(1, 1, bias=False)
    nn.init.ones_(network.weight)
    snapshots = Snapshots("Linear")
    snapshots.of(network)
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    with watched(Jumps(snapshots)):
        for step, motion in enumerate(motions):
            if step in replaced:
                network.weight.data = network.weight.data.clone()
            network.weight.grad = torch.full((1, 1), -motion)
            optimizer.step()
    return snapshots


def jumps(snapshots: Snapshots) -> list[tuple[Look, list[tuple[State, bytes]]]]:
    """What was kept before and after jumps."""
    return [(look, values) for look, values in _taken(snapshots) if look.when != "passing"]


def _taken(snapshots: Snapshots) -> list[tuple[Look, list[tuple[State, bytes]]]]:
    return [(look, list(values)) for look, values in snapshots.taken()]


@pytest.mark.parametrize("steps", [3, 40, 5000])
def test_a_network_that_is_copied_was_looked_at_shortly_before_the_end(steps: int) -> None:
    """And at its beginning, and between."""
    looks = [look.step for look, _ in _trained([0.01] * steps).taken()]
    assert looks[0] == 0
    assert steps - LONG < looks[-1] <= steps
    assert len(looks) >= min(steps // SHORT, 8)


def test_a_network_that_is_left_is_remembered_as_it_was_then() -> None:
    """The best of several networks may be the one that counts, and not the last."""
    snapshots = Snapshots("Linear")
    with watched(Jumps(snapshots)):
        for _ in range(2):
            network = nn.Linear(1, 1, bias=False)
            nn.init.zeros_(network.weight)
            snapshots.of(network)
            optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
            for _ in range(3000):
                network.weight.grad = torch.full((1, 1), -0.001)
                optimizer.step()
    values = {look.step: struct.unpack("<f", found[0][1])[0] for look, found in _taken(snapshots)}
    latest = max(step for step in values if step <= 3000)
    assert latest > 3000 - LONG
    assert values[latest] == pytest.approx(0.001 * latest, rel=1e-3)


def test_a_network_that_stands_still_is_looked_at_in_other_ways_too() -> None:
    """What trains may be tensors whose values are copied into it at the end."""
    network, leaf = nn.Linear(1, 1), torch.zeros(1, requires_grad=True)
    snapshots = Snapshots("Linear")
    snapshots.of(network)
    jumps = Jumps(snapshots)
    with watched(jumps):
        for trained in (leaf, network.bias):
            optimizer = torch.optim.SGD([trained], lr=1.0)
            for _ in range(50):
                trained.grad = torch.ones(1)
                optimizer.step()
            assert jumps.complete == (trained is network.bias)


@pytest.mark.parametrize("step", [30, 191, 205, 255, 390, 417, 767, 1110, 4090, 4900])
@pytest.mark.parametrize("replaced", [False, True])
def test_one_step_far_beyond_its_neighbours_is_kept_with_the_values_around_it(step: int, *, replaced: bool) -> None:
    """Wherever it falls among the steps that are compared together, and whoever owns the memory."""
    motions = [0.001] * 4930
    motions[step] = 5.0
    looks = jumps(_trained(motions, replaced=range(4930) if replaced else ()))
    copied = looks[0][0].step
    assert 0 <= step - copied < apart(copied)
    assert [(look.step, look.when) for look, _ in looks] == [(copied, "before_jump"), (copied, "after_jump")]
    before, after = (struct.unpack("<f", values[0][1])[0] for _, values in looks)
    assert (before, after) == pytest.approx((1 + 0.001 * copied, 6 + 0.001 * (copied + apart(copied) - 1)), abs=1e-3)


@pytest.mark.parametrize("step", [30, 195, 217, 399, 790, 811])
def test_a_tensor_that_is_replaced_once_hides_no_jump(step: int) -> None:
    """It is found again at the next copy."""
    motions = [0.01] * 830
    motions[step] = 5.0
    looks = jumps(_trained(motions, replaced=[step]))
    assert [look.when for look, _ in looks] == ["before_jump", "after_jump"]
    assert all(0 <= step - look.step < LONG for look, _ in looks)


@pytest.mark.parametrize("often", [1, 2, 3, 7, 16, 17, 100])
def test_a_tensor_that_is_replaced_without_a_jump_makes_none(often: int) -> None:
    """However often, and also where the same motion is made by fewer, longer steps."""
    motions = [0.0] * 100 + [0.01, 0.02, 0.01] * 250
    assert jumps(_trained(motions, replaced=range(0, 850, often))) == []


def test_motion_that_grows_over_several_steps_is_no_jump() -> None:
    """As where a second goal begins after the first was reached: each step is near its neighbours."""
    growing = [0.001 * 3**step for step in range(8)]
    assert jumps(_trained([0.001] * 100 + growing + [growing[-1]] * 100)) == []


@pytest.mark.parametrize(("weight", "jumped"), [(1.0, False), (0.001, True)])
def test_one_number_that_hardly_moved_at_first_did_not_jump(weight: float, *, jumped: bool) -> None:
    """Chance makes one motion or two of a single number short, while the others move as ever."""
    network = nn.Linear(1, 1)
    nn.init.ones_(network.weight)
    nn.init.ones_(network.bias)
    snapshots = Snapshots("Linear")
    snapshots.of(network)
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    with watched(Jumps(snapshots)):
        for step in range(40):
            network.weight.grad = torch.full((1, 1), weight * (-1) ** (step // SHORT))
            network.bias.grad = torch.full((1,), 0.001 if step < 2 * SHORT else -0.5)
            optimizer.step()
    assert bool(jumps(snapshots)) == jumped


def test_most_steps_are_only_counted() -> None:
    """Also where a step calls that of the class it was made from, which is one step."""

    class Doubled(torch.optim.SGD):
        @torch.no_grad()
        def step(self, closure: None = None) -> None:
            super().step(closure)

    network = nn.Linear(1, 1)
    asked: list[int] = []

    class Asked(Jumps):
        def after(self, steps: int, optimizer: torch.optim.Optimizer) -> int:
            asked.append(steps)
            return super().after(steps, optimizer)

    plain, doubled = torch.optim.SGD(network.parameters(), lr=0.1), Doubled(network.parameters(), lr=0.1)
    with watched(Asked(Snapshots())) as steps:
        for _ in range(4000):
            plain.step()
        assert steps.count == 4000
        assert len(asked) < 1000
        for optimizer in (doubled, plain, doubled, doubled, plain):
            optimizer.step()
    assert steps.count == 4005


@pytest.mark.parametrize("how", ["in place", "in a new group"])
def test_a_rate_that_is_made_larger_is_no_jump(how: str) -> None:
    """However that is done: schedulers of torch change a rate that is a tensor in place."""
    network = nn.Linear(1, 1)
    snapshots = Snapshots("Linear")
    snapshots.of(network)
    optimizer = torch.optim.SGD([network.weight], lr=torch.tensor(0.001) if how == "in place" else 0.001)
    if how != "in place":
        optimizer.add_param_group({"params": [network.bias], "lr": 0.001})
    with watched(Jumps(snapshots)):
        for step in range(60):
            if step == 40 and how == "in place":
                optimizer.param_groups[0]["lr"].fill_(1.0)
            elif step == 40:
                optimizer.param_groups[1]["lr"] = 1.0
            for parameter in network.parameters():
                parameter.grad = torch.ones_like(parameter)
            optimizer.step()
    assert jumps(snapshots) == []
