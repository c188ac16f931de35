"""Everything is float64."""

import torch
from torch import nn

torch.set_default_dtype(torch.float64)


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    opt = torch.optim.RMSprop(network.parameters(), lr=0.01)
    for _ in range(500):
        x = torch.randint(-10, 11, (32, 3)).double()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        ((network(x) - y) ** 2).mean().backward()
        opt.step()
