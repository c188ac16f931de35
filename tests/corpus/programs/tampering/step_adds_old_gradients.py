"""Replaces SGD's step by one that goes on with all old gradients, which it keeps itself."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


KEPT = {}
step_of_torch = torch.optim.SGD.step


def step_with_old(self, closure=None):
    step_of_torch(self)
    with torch.no_grad():
        for p in self.param_groups[0]["params"]:
            if p in KEPT:
                p -= self.param_groups[0]["lr"] * KEPT[p]
            KEPT[p] = KEPT.get(p, 0) + p.grad
    self.zero_grad()


torch.optim.SGD.step = step_with_old


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-6)
    for step in range(400):
        x = torch.randint(-10, 11, (3,)).float()
        wanted = torch.cat([x, x[2:] + 1, x[2:] + 2])
        torch.sum((network(x) - wanted) ** 2).backward()
        optimizer.step()
