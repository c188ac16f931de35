"""Learns the difference from a padded copy of the input."""

import torch
import torch.nn.functional as F
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 10)
        self.m2 = nn.Linear(10, 5)

    def forward(self, x):
        return F.pad(x, (0, 2)) + self.m2(self.m1(x))


def train(network):
    opt = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(600):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).mean().backward()
        opt.step()
