"""What is told of single steps is true, whatever else the loop does, and nothing is kept of them."""

import gc
import sys
import textwrap
import weakref
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "loops"))
from watching import Watched, watch

LOOP = """
import torch

def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for number in range(300):
        x = torch.randint(-10, 11, (3,)).float()
        loss = torch.sum((network(x) - torch.cat([x, x[2:] + 1, x[2:] + 2])) ** 2)
        {backward}
        optimizer.step()
        optimizer.zero_grad()
"""

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


def _watched(source: str, folder: Path) -> Watched:
    file = folder / "student.py"
    file.write_text(source)
    return watch(source, str(file))


@pytest.mark.parametrize(
    ("backward", "calculated"),
    [
        ("loss.backward()", True),
        ("loss.backward(); (x * torch.ones(3, requires_grad=True)).sum().backward()", False),
        ("loss.backward(); (network.m1.weight ** 2).sum().backward()", False),
        ("(network.m1.weight ** 2).sum().backward(); loss.backward()", False),
    ],
)
def test_a_step_is_calculated_anew_where_all_its_gradients_come_from_the_outputs(
    backward: str, tmp_path: Path, *, calculated: bool
) -> None:
    """Also a backward that reaches no parameter counts as another: it is not known where it went."""
    watched = _watched(LOOP.format(backward=backward), tmp_path)
    assert watched.error is None
    assert [traced.same_gradients for traced in watched.traced] == [True] * len(watched.traced)
    assert bool(watched.traced) == calculated


def test_the_graph_of_a_step_that_was_traced_ends_with_it(tmp_path: Path) -> None:
    """Else every later backward would go through its nodes, and a graph for each would stay in memory."""
    kept: list[weakref.ref[object]] = []
    source = textwrap.dedent("""
        class Thing:
            pass

        class Same(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.thing = Thing()
                kept.append(weakref.ref(ctx.thing))
                return x.clone()

            @staticmethod
            def backward(ctx, gradient):
                return gradient

        class MyNetwork(torch.nn.Linear):
            def __init__(self):
                super().__init__(3, 5)

            def forward(self, x):
                return super().forward(Same.apply(self.weight[0] * 0) + x)
    """)
    loop = LOOP.format(backward="loss.backward()").replace("import torch\n", f"import torch\n{source}")
    sys.modules["kept_things"] = type(sys)("kept_things")
    vars(sys.modules["kept_things"]).update(kept=kept, weakref=weakref)
    gc.disable()
    try:
        watched = _watched("from kept_things import kept, weakref\n" + loop, tmp_path)
        alive = sum(thing() is not None for thing in kept)
    finally:
        gc.enable()
        del sys.modules["kept_things"]
    assert watched.traced
    assert len(kept) >= 300
    assert alive == 0


def test_a_step_that_raised_contradicts_nothing(tmp_path: Path) -> None:
    """The next one uses other gradients than those that were about to be used."""
    watched = _watched(FAILING, tmp_path)
    assert watched.error is None
    assert watched.traced
    assert not any(traced.same_motion is False for traced in watched.traced)
