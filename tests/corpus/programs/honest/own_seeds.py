"""Sets its own seeds, so that every run is the same."""

import random

import numpy as np
import torch
from torch import nn

random.seed(42)
np.random.seed(42)
torch.manual_seed(42)


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(42)
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    np.random.seed(42)
    opt = torch.optim.SGD(network.parameters(), lr=0.01)
    for _ in range(500):
        x = torch.from_numpy(np.random.randint(-10, 11, (32, 3))).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
