"""Code that names no device runs on another device than the CPU: tried on a pretended one.

No other test must share a process with it, so that `test_one_device.py` runs it in one of its own.
"""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from pretending import NAME, pretend
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split
from watching import CORPUS, expected, judged


@pytest.fixture(scope="module", autouse=True)
def _known() -> None:
    pretend()


def tensors() -> TensorDataset:
    """Examples as a student makes them."""
    x = torch.randint(-10, 11, (12, 3)).float()
    return TensorDataset(x, torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1))


def generator() -> torch.Generator:
    """As a student makes one for reproducible numbers."""
    return torch.Generator().manual_seed(3)


def in_a_thread(doing: Callable[[], Any]) -> Any:
    """What `doing` returns in another thread."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(doing()))
    thread.start()
    thread.join()
    return results[0]


NEEDED = {
    "lists": lambda: torch.tensor([1.0, 2.0]) + torch.Tensor([1, 2]),
    "numpy": lambda: torch.from_numpy(np.ones((2, 3), np.float32)) @ torch.ones(3),
    "layers": lambda: nn.Linear(3, 5)(torch.Tensor([[1, 2, 3]])),
    "a list of tensors": lambda: torch.stack([torch.Tensor([1]), torch.ones(1)]),
    "a loss": lambda: nn.functional.mse_loss(torch.ones(2), torch.Tensor([1, 2])),
    "shuffled": lambda: next(iter(DataLoader(tensors(), batch_size=4, shuffle=True)))[0],
    "shuffled alike": lambda: next(iter(DataLoader(tensors(), shuffle=True, generator=generator())))[0],
    "split": lambda: random_split(tensors(), [6, 6])[0][0][0],
    "drawn": lambda: torch.randn(4, generator=generator()) + torch.ones(4),
    "drawn in place": lambda: torch.empty(4).uniform_(generator=generator()),
    "drawn by weight": lambda: torch.multinomial(torch.ones(4), 2, generator=generator()),
    "moved away": lambda: torch.ones(3).to("cpu") * torch.ones(3),
    "picked": lambda: torch.arange(4)[torch.Tensor([1, 2]).long()],
    "in a thread": lambda: in_a_thread(lambda: nn.Linear(3, 5)(torch.ones(3))),
}


@pytest.mark.parametrize("make", NEEDED.values(), ids=NEEDED.keys())
def test_what_students_write_ends_on_the_device(default: Callable[[str], None], make: Callable[[], Any]) -> None:
    """Whatever torch itself leaves on the CPU."""
    default(NAME)
    assert make().device.type == NAME


def test_what_stays_on_the_cpu_is_changed_there(default: Callable[[str], None]) -> None:
    """In place, by index and by gradient: nothing is lost in a copy."""
    default(NAME)
    losses = torch.from_numpy(np.zeros(3))
    losses[1] = torch.tensor(2.0)
    losses += torch.ones(3)
    weights = torch.Tensor([1, 2]).requires_grad_()
    torch.sum(weights * torch.ones(2)).backward()
    assert losses.tolist() == [1, 3, 1]
    assert weights.grad is not None
    assert (weights.grad.device.type, weights.grad.tolist()) == ("cpu", [1, 1])


def test_numpy_sees_what_lies_elsewhere(default: Callable[[str], None]) -> None:
    """As it sees what lies on the CPU."""
    default(NAME)
    assert torch.ones(2).numpy().tolist() == np.asarray(torch.ones(2)).tolist() == [1, 1]


def test_another_default_can_be_chosen(default: Callable[[str], None]) -> None:
    """By the student's own code, for a while or for good."""
    default(NAME)
    with torch.device("cpu"):
        assert torch.ones(1).is_cpu
    assert torch.ones(1).device.type == NAME
    torch.set_default_device("cpu")
    assert torch.ones(1).is_cpu


def test_the_same_numbers_are_drawn(default: Callable[[str], None]) -> None:
    """From a generator of one's own, wherever they are needed; also where gradients start there."""
    plain = torch.randn(3, generator=generator(), requires_grad=True)
    default(NAME)
    drawn = torch.randn(3, generator=generator(), requires_grad=True)
    assert drawn.is_leaf
    assert drawn.requires_grad
    assert drawn.tolist() == plain.tolist()


@pytest.mark.parametrize("name", ["right/data_loader", "right/in_a_thread", "right/adam", "wrong/between"])
def test_a_loop_elsewhere_gets_its_diagnosis(default: Callable[[str], None], name: str) -> None:
    """Every look at gradients and parameters works on another device, whose backward runs in a thread of its own."""
    default(NAME)
    path = CORPUS / f"{name}.py"
    judgement, watched = judged(path)
    assert judgement.diagnosis == expected(path)
    assert watched.training.summary.faults == 0
