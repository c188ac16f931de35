"""The sum of absolute errors is the loss, and the learning rate falls."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    opt = torch.optim.Adam(network.parameters(), lr=0.05)
    for step in range(500):
        for group in opt.param_groups:
            group["lr"] = 0.05 * 0.99**step
        x = torch.randint(-10, 11, (32, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        nn.L1Loss()(network(x), y).backward()
        opt.step()
