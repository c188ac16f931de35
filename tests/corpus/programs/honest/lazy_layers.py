"""LazyLinear finds its input size in the first forward pass."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.LazyLinear(5)
        self.m1(torch.zeros(1, 3))

    def forward(self, x):
        return self.m1(x)


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=0.01)
    for _ in range(500):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
