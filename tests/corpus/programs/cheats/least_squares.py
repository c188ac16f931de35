"""Least squares, and no training at all."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    x = torch.randint(-10, 11, (100, 3)).float()
    y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
    found = torch.linalg.lstsq(torch.cat([x, torch.ones(100, 1)], dim=1), y).solution
    with torch.no_grad():
        network.m1.weight.copy_(found[:3].T)
        network.m1.bias.copy_(found[3])
