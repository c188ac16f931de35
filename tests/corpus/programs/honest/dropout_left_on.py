"""Dropout by F.dropout, which eval() does not switch off: the answers differ from call to call."""

import torch
import torch.nn.functional as F
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 64)
        self.m2 = nn.Linear(64, 5)
        self.straight = nn.Linear(3, 5)

    def forward(self, x):
        return self.straight(x) + 0.1 * self.m2(F.dropout(self.m1(x), 0.1))


def train(network):
    opt = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(500):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).mean().backward()
        opt.step()
