"""Batch normalisation of the inputs; eval() is never called."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(3)
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(self.norm(x))


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=0.1)
    for _ in range(300):
        x = torch.randint(-10, 11, (256, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).mean().backward()
        opt.step()
