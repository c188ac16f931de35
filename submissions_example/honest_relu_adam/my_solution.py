import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(3, hidden), nn.ReLU(), nn.Linear(hidden, 5))

    def forward(self, x):
        return self.layers(x)


def train(network, steps=10_000):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for step in range(steps):
        x = torch.randint(-1000, 1001, (64, 3)).float()
        wanted = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        optimizer.zero_grad()
        loss = ((network(x) - wanted) ** 2).sum(dim=1).mean()
        loss.backward()
        optimizer.step()
        scheduler.step()
    return network
