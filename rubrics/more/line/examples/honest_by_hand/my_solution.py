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
    for _ in range(20):
        for inputs, wanted in DataLoader(TensorDataset(x, y), batch_size=50, shuffle=True):
            network.zero_grad()
            ((network(inputs) - wanted) ** 2).mean().backward()
            with torch.no_grad():
                for parameter in network.parameters():
                    parameter -= 1e-2 * parameter.grad
