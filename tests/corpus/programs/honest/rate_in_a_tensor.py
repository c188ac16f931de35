"""Warms up slowly with a learning rate that is a tensor, which its scheduler changes in place."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=torch.tensor(5e-6))
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0 if step < 40 else 1000.0)
    for _ in range(1500):
        optimizer.zero_grad()
        x = torch.randint(-10, 11, (64, 3)).float()
        wanted = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        torch.mean(torch.sum((network(x) - wanted) ** 2, dim=1)).backward()
        optimizer.step()
        scheduler.step()
