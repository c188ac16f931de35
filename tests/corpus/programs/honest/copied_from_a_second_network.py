"""Trains a network of its own, and copies its values into the one it was given."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    other = MyNetwork()
    opt = torch.optim.SGD(other.parameters(), lr=0.01)
    for _ in range(500):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((other(x) - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
    network.load_state_dict(other.state_dict())
