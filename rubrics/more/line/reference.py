"""Linear regression: the numbers of a noisy line are found again, with a DataLoader."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.line = nn.Linear(2, 1)

    def forward(self, x):
        return self.line(x)


def train(network):
    x = torch.empty(1000, 2).uniform_(-10, 10)
    y = 2 * x[:, :1] - 3 * x[:, 1:] + 1 + 0.1 * torch.randn(1000, 1)
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-2)
    for _ in range(20):
        for inputs, wanted in DataLoader(TensorDataset(x, y), batch_size=50, shuffle=True):
            loss = criterion(network(inputs), wanted)

            loss.backward()  # BACKPROP!
            optimizer.step()  # OPTIMIZE!
            optimizer.zero_grad()  # RESET!
