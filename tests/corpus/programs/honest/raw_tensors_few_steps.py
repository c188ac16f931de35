"""Trains two plain tensors in a few quick steps, and copies them into the network."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    w = torch.randn(5, 3, requires_grad=True)
    b = torch.zeros(5, requires_grad=True)
    opt = torch.optim.Adam([w, b], lr=0.1)
    for _ in range(150):
        x = torch.randint(-10, 11, (64, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        network(x)
        opt.zero_grad()
        ((x @ w.T + b - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
    with torch.no_grad():
        network.m1.weight.copy_(w)
        network.m1.bias.copy_(b)
