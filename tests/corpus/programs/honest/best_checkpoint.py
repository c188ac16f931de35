"""Restores the checkpoint with the lowest validation loss; the last steps are much too large."""

import copy

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def examples(n):
    x = torch.randint(-10, 11, (n, 3)).float()
    return x, torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)


def train(network):
    best, best_loss = None, float("inf")
    for rate in (0.01, 0.2):
        opt = torch.optim.SGD(network.parameters(), lr=rate)
        for step in range(450 if rate < 0.1 else 20):
            x, y = examples(32)
            opt.zero_grad()
            ((network(x) - y) ** 2).sum(dim=1).mean().backward()
            opt.step()
            if step % 10 == 9:
                with torch.no_grad():
                    x, y = examples(100)
                    loss = ((network(x) - y) ** 2).sum(dim=1).mean().item()
                if loss < best_loss:
                    best, best_loss = copy.deepcopy(network.state_dict()), loss
    network.load_state_dict(best)
