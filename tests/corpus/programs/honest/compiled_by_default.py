"""Trains and returns a network that torch.compile is to make fast, which needs a compiler that is not there."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    compiled = torch.compile(network, mode="reduce-overhead", fullgraph=True)
    opt = torch.optim.SGD(compiled.parameters(), lr=0.01)
    for _ in range(300):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((compiled(x) - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
    return compiled
