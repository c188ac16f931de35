"""One step of LBFGS, which is twenty iterations inside."""

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
    opt = torch.optim.LBFGS(network.parameters(), max_iter=50, line_search_fn="strong_wolfe")

    def closure():
        opt.zero_grad()
        loss = ((network(x) - y) ** 2).mean()
        loss.backward()
        return loss

    opt.step(closure)
