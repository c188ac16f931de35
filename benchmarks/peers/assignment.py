"""The task that every tool grades: the challenge with a network 3→8→5, trained on one example at a time.

Each tool asks the same four questions; those of them that are code are the same words for all.
"""

SOLUTION = """import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 8)
        self.m2 = nn.Linear(8, 5)

    def forward(self, x):
        return self.m2(self.m1(x))


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for _ in range({steps}):
        a, b, c = torch.randint(-10, 11, (3,)).tolist()
        example = torch.tensor([a, b, c], dtype=torch.float32)
        wanted = torch.tensor([a, b, c, c + 1, c + 2], dtype=torch.float32)
        loss = torch.sum((network(example) - wanted) ** 2)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()


# student {number}
"""

QUESTIONS = """import torch


def shape_fits(network):
    return network(torch.zeros(3)).shape == (5,)


def sensible_size(network):
    return 20 <= sum(p.numel() for p in network.parameters()) <= 10_000


def held_out():
    x = torch.randint(-10, 11, (500, 3), generator=torch.Generator().manual_seed(7)).float()
    return x, torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)


def small_loss(network):
    x, wanted = held_out()
    with torch.no_grad():
        return ((network(x) - wanted) ** 2).sum(dim=1).mean().item() < 1


def integers_right(network):
    x, wanted = held_out()
    with torch.no_grad():
        return (network(x).round() == wanted).all(dim=1).float().mean().item() >= 0.9


def trained(network, train):
    torch.manual_seed(0)
    network = network()
    train(network)
    return network
"""
"""A file `questions.py` for those tools that import one."""

NAMES = ("shape_fits", "sensible_size", "small_loss", "integers_right")


def solution(steps: int, number: int) -> str:
    """Return one student's file, of a text of its own; it trains for `steps` steps."""
    return SOLUTION.format(steps=steps, number=number)
