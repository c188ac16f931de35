"""Weight decay and momentum."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=3e-3, momentum=0.9, weight_decay=1e-3)
    for _ in range(400):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
