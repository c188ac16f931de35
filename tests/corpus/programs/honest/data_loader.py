"""A fixed data set behind a DataLoader, in epochs, with validation in between."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    x = torch.randint(-10, 11, (320, 3)).float()
    y = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
    loader = DataLoader(TensorDataset(x[:256], y[:256]), batch_size=16, shuffle=True)
    opt = torch.optim.SGD(network.parameters(), lr=0.01)
    for epoch in range(30):
        network.train()
        for xs, ys in loader:
            opt.zero_grad()
            loss = ((network(xs) - ys) ** 2).sum(dim=1).mean()
            loss.backward()
            opt.step()
        network.eval()
        with torch.no_grad():
            valid = ((network(x[256:]) - y[256:]) ** 2).mean()
        if epoch % 10 == 0:
            print(f"epoch {epoch}: {loss.item():.4f} {valid.item():.4f}")
