"""Takes autograd.grad and assigns .data anew in every step."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    parameters = list(network.parameters())
    for _ in range(500):
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        loss = ((network(x) - y) ** 2).sum(dim=1).mean()
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
            p.data = p.data - 0.01 * g
