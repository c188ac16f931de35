"""The first layer is frozen at its random weights; the second learns."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 12)
        self.m1.requires_grad_(False)
        self.m2 = nn.Linear(12, 5)

    def forward(self, x):
        return self.m2(self.m1(x))


def train(network):
    opt = torch.optim.Adam([p for p in network.parameters() if p.requires_grad], lr=0.03)
    for _ in range(700):
        x = torch.randint(-10, 11, (64, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).mean().backward()
        opt.step()
