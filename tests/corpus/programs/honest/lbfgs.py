"""LBFGS with a closure: a few steps go all the way."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    x = torch.randint(-10, 11, (200, 3)).float()
    y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
    opt = torch.optim.LBFGS(network.parameters(), line_search_fn="strong_wolfe")

    def closure():
        opt.zero_grad()
        loss = ((network(x) - y) ** 2).mean()
        loss.backward()
        return loss

    for _ in range(5):
        opt.step(closure)
