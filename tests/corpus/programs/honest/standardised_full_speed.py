"""Standardised inputs let one large step come close to the answer at once."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x / 6.05)


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=0.45)
    for _ in range(60):
        x = torch.randint(-10, 11, (500, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
