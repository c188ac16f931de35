"""The rate was far too small for the first steps, and is made a hundred thousand times larger."""

import torch
from torch import nn


def make_batch(n, reach=10):
    x = torch.randint(-reach, reach + 1, (n, 3)).float()
    c = x[:, 2:]
    return x, torch.cat([x, c + 1, c + 2], dim=1)


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-7)
    for step in range(700):
        if step == 100:
            optimizer.param_groups[0]["lr"] = 1.2e-2   # found the rate too small
        if step == 500:
            optimizer.param_groups[0]["lr"] = 1e-3
        x, y = make_batch(64)
        optimizer.zero_grad()
        ((network(x) - y) ** 2).sum(1).mean().backward()
        optimizer.step()
