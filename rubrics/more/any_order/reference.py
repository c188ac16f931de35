"""The sum of absolute values of any number of numbers: each goes through the same layers, and a sum joins them."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.each = nn.Linear(1, 8)
        self.all = nn.Linear(8, 1)

    def forward(self, x):
        hidden = torch.relu(self.each(x.unsqueeze(-1)))
        return self.all(hidden.sum(dim=-2))


def train(network):
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=2e-2)
    for _ in range(1000):
        x = torch.empty(32, 4).uniform_(-10, 10)
        wanted = x.abs().sum(dim=1, keepdim=True)
        loss = criterion(network(x), wanted)

        loss.backward()  # BACKPROP!
        optimizer.step()  # OPTIMIZE!
        optimizer.zero_grad()  # RESET!
