import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(4, 32)
        self.m2 = nn.Linear(32, 1)

    def forward(self, x):
        return self.m2(torch.relu(self.m1(x)))


def train(network):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
    for _ in range(300):
        x = torch.randint(-10, 11, (32, 4)).float()
        loss = ((network(x) - x.abs().sum(dim=1, keepdim=True)) ** 2).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
