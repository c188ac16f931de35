"""Batch normalisation between two layers, with train() and eval()."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 16)
        self.norm = nn.BatchNorm1d(16)
        self.m2 = nn.Linear(16, 5)

    def forward(self, x):
        return self.m2(self.norm(self.m1(x)))


def train(network):
    network.train()
    opt = torch.optim.Adam(network.parameters(), lr=0.05)
    for _ in range(500):
        x = torch.randint(-10, 11, (128, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
    network.eval()
