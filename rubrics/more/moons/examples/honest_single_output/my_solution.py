import numpy as np
import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 32)
        self.out = nn.Linear(32, 1)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


def train(network):
    table = np.loadtxt("moons.csv", delimiter=",", skiprows=1)
    points = torch.tensor(table[:, :2], dtype=torch.float32)
    labels = torch.tensor(table[:, 2], dtype=torch.float32)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
    for _ in range(1000):
        loss = criterion(network(points).squeeze(1), labels)

        loss.backward()  # BACKPROP!
        optimizer.step()  # OPTIMIZE!
        optimizer.zero_grad()  # RESET!
