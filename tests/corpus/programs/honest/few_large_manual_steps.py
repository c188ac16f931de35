"""Scaled inputs and ten full-batch updates by hand, each of which halves the error many times."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x / 6)


def train(network):
    x = torch.randint(-10, 11, (1000, 3)).float()
    y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
    for _ in range(10):
        loss = ((network(x) - y) ** 2).sum(dim=1).mean()
        network.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in network.parameters():
                p.sub_(p.grad, alpha=0.45)
