"""Steps are counted once each, however optimizers call one another, and hooks that are taken away are missed."""

import sys
import textwrap
from pathlib import Path

import pytest
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent / "loops"))
from watching import Watched, watch

from grader.inside.probes.functions import Functions
from grader.inside.probes.jumps import Jumps
from grader.inside.probes.own_parts import OwnParts
from grader.inside.probes.snapshots import Snapshots

LOOP = """
import torch
from lab import examples, loss_of


class Twice(torch.optim.SGD):
    def step(self, closure=None):
        return super().step(closure)


class Around(torch.optim.Optimizer):
    def __init__(self, inner):
        self.inner = inner
        super().__init__([p for group in inner.param_groups for p in group["params"]], {{"lr": 1.0}})

    def step(self, closure=None):
        self.inner.step()


def train(network):
    plain = torch.optim.SGD(network.parameters(), lr=1e-4)
    around, twice = Around(plain), Twice(network.parameters(), lr=1e-4)
    other = torch.optim.SGD(network.parameters(), lr=1e-4)
    for number, (x, wanted) in enumerate(examples(1000)):
        plain.zero_grad()
        loss_of(network(x), wanted).backward()
        ({stepping}).step()
"""


def _watched(loop: str, folder: Path) -> Watched:
    file = folder / "student.py"
    file.write_text(loop)
    return watch(loop, str(file))


@pytest.mark.parametrize(
    ("stepping", "too_many"),
    [
        ("plain", 0),
        ("twice", 0),
        ("around", 0),
        ("plain if number % 3 else other", 0),
        ("twice if number % 3 else plain", 0),
        ("around if number % 5 == 4 else plain", 0),
        ("twice if number > 500 else plain", 1),
        ("around if number > 500 else plain", 1),
        ("around if number > 500 and number % 5 == 4 else plain", 1),
        ("torch.optim.SGD(network.parameters(), lr=1e-4)", 0),
    ],
)
def test_each_step_is_counted_once(stepping: str, too_many: int, tmp_path: Path) -> None:
    """But for the first part of a step that comes where only the count is kept, of an optimizer that stepped alone."""
    watched = _watched(LOOP.format(stepping=stepping), tmp_path)
    assert watched.error is None
    assert 1000 <= watched.training.summary.steps <= 1000 + too_many
    assert watched.training.summary.faults == 0
    steps = [point.step for point in watched.training.points]
    assert steps == sorted(set(steps))


def test_hooks_that_were_taken_away_are_told_of_though_they_are_made_anew_later(tmp_path: Path) -> None:
    """Those of the first window, with which a step begins."""
    cleared = "sys.modules['torch.optim.optimizer']._global_optimizer_pre_hooks.clear()"
    loop = LOOP.format(stepping="plain").replace(
        "        plain.z", f"        number == 5 and {cleared}\n        plain.z"
    )
    watched = _watched(f"import sys\n{loop}", tmp_path)
    assert watched.error is None
    assert any("Steps" in name for name in watched.touched)


def test_what_stands_in_the_place_of_a_slot_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """An object with slots is watched like others; one of its parts that is gone hides nothing."""
    jumps = Jumps(Snapshots())
    parts = OwnParts(jumps)
    assert list(parts.touched()) == []
    del jumps._rate
    assert list(parts.touched()) == []
    monkeypatch.setattr(Jumps, "_tensors", property(lambda _: [], lambda *_: None))
    assert list(parts.touched()) == ["grader.inside.probes.jumps.Jumps._tensors"]


def test_a_function_that_is_gone_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Like one that is another."""
    functions = Functions()
    assert functions.replaced() == ()
    monkeypatch.delattr(nn.functional, "relu6")
    monkeypatch.setattr(torch.Tensor, "backward", lambda *_: None)
    assert set(functions.replaced()) >= {"torch.nn.functional.relu6", "torch.Tensor.backward"}


def test_a_function_is_told_of_though_the_old_one_stands_in_its_place() -> None:
    """Under another name, with all behind it put back in order."""
    functions, names = Functions(), list(vars(nn.functional))
    rest = [(name, vars(nn.functional)[name]) for name in names[names.index("relu6") :]]
    changed = [("_kept", nn.functional.relu6), *rest[1:], ("relu6", lambda given: given)]
    try:
        for name, _ in rest:
            delattr(nn.functional, name)
        for name, value in changed:
            setattr(nn.functional, name, value)
        assert functions.replaced() == ("torch.nn.functional.relu6",)
    finally:
        for name, _ in changed:
            delattr(nn.functional, name)
        for name, value in rest:
            setattr(nn.functional, name, value)
    assert functions.replaced() == ()


ALTERNATING = """
def train(network):
    other = torch.nn.Linear(3, 5)
    optimizers = [torch.optim.SGD(n.parameters(), lr=1e-4) for n in (network, other)]
    for number, (x, wanted) in enumerate(examples(2000)):
        mine = number % 2
        loss_of((other if mine else network)(x), wanted).backward()
        optimizers[mine].step()
        optimizers[mine].zero_grad()
"""


def test_the_curve_goes_on_where_two_networks_train_in_turn(tmp_path: Path) -> None:
    """A parameter that has no part in a backward tells of the next one; its points are in order."""
    source = "import torch\nfrom lab import examples, loss_of\n" + textwrap.dedent(ALTERNATING)
    watched = _watched(source, tmp_path)
    steps = [point.step for point in watched.training.points]
    assert steps == sorted(set(steps))
    assert sum(step > 1000 for step in steps) >= 4


def test_an_optimizer_that_is_dropped_is_freed(tmp_path: Path) -> None:
    """Watching holds none of the student's optimizers, and their memory, beyond their time."""
    loop = """
import weakref
import torch
from lab import examples, loss_of


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    for x, wanted in examples(200):
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
    known = weakref.ref(optimizer)
    del optimizer
    assert known() is None
"""
    watched = _watched(loop, tmp_path)
    assert (watched.error, watched.training.summary.steps) == (None, 200)


def test_a_rate_that_changes_is_told_of(tmp_path: Path) -> None:
    """Of a warm-up the first rate is not the rate, and what momentum adds belongs to a step."""
    loop = """
import torch
from lab import examples, loss_of


def train(network):
    warm = torch.optim.SGD(network.parameters(), lr=1e-4)
    scheduler = torch.optim.lr_scheduler.LinearLR(warm, 0.01, total_iters=10)
    steady = torch.optim.SGD([network.m1.bias], lr=1e-4, momentum=0.5)
    for x, wanted in examples(50):
        for optimizer in (warm, steady):
            optimizer.zero_grad()
            loss_of(network(x), wanted).backward()
            optimizer.step()
        scheduler.step()
"""
    found = _watched(loop, tmp_path).training.summary.optimizers
    assert [(made.varied, made.momentum) for made in found] == [(True, 0.0), (False, 0.5)]
