"""Two names for one layer: the same weights are used twice."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 3)
        self.second = nn.Linear(3, 3)
        self.second.weight = self.first.weight
        self.last = nn.Linear(3, 5)

    def forward(self, x):
        return self.last(self.second(self.first(x)) + x)


def train(network):
    opt = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(700):
        x = torch.randint(-10, 11, (64, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).mean().backward()
        opt.step()
