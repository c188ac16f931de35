"""A Sequential inside the class, with LeakyReLU."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(3, 24), nn.LeakyReLU(0.2), nn.Linear(24, 5))

    def forward(self, x):
        return self.layers(x)


def train(network):
    opt = torch.optim.AdamW(network.parameters(), lr=0.02, weight_decay=1e-4)
    for _ in range(700):
        x = torch.randint(-10, 11, (64, 3)).float()
        y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        opt.zero_grad()
        nn.functional.smooth_l1_loss(network(x), y).backward()
        opt.step()
