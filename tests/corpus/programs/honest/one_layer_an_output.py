"""Five layers with one output each, in a ModuleList."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleList(nn.Linear(3, 1) for _ in range(5))

    def forward(self, x):
        return torch.cat([part(x) for part in self.parts], dim=-1)


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=0.01)
    for _ in range(400):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).sum(dim=1).mean().backward()
        opt.step()
