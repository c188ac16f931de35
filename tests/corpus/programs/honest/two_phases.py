"""Two phases: Adam first, then SGD with small steps."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 8)
        self.m2 = nn.Linear(8, 5)

    def forward(self, x):
        return self.m2(self.m1(x))


def phase(network, optimizer, steps):
    for _ in range(steps):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        loss = ((network(x) - y) ** 2).sum(dim=1).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()


def train(network):
    phase(network, torch.optim.Adam(network.parameters(), lr=0.03), 300)
    phase(network, torch.optim.SGD(network.parameters(), lr=2e-3), 300)
