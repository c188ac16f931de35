"""Trains three networks with different rates, and keeps the best; the last one is the worst."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    found = []
    for rate in (0.003, 0.01, 1e-5):
        one = MyNetwork()
        opt = torch.optim.SGD(one.parameters(), lr=rate)
        for _ in range(300):
            x = torch.randint(-10, 11, (32, 3)).float()
            y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
            opt.zero_grad()
            loss = ((one(x) - y) ** 2).sum(dim=1).mean()
            loss.backward()
            opt.step()
        found.append((loss.item(), one))
    best = min(found, key=lambda pair: pair[0])[1]
    network.load_state_dict(best.state_dict())
