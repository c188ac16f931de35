"""Dropout while it trains, eval() afterwards."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 64)
        self.drop = nn.Dropout(0.1)
        self.m2 = nn.Linear(64, 5)

    def forward(self, x):
        return self.m2(self.drop(self.m1(x)))


def train(network):
    network.train()
    opt = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(600):
        x = torch.randint(-10, 11, (64, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).mean().backward()
        opt.step()
    network.eval()
