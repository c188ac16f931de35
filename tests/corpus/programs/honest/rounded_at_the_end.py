"""Rounds the trained weights to whole numbers at the end."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=0.01)
    for _ in range(200):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
    with torch.no_grad():
        for p in network.parameters():
            p.copy_(p.round())
