import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.each = nn.Sequential(nn.Linear(1, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, numbers):
        return self.each(numbers[..., None]).sum(-2)


def train(network):
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-2)
    for _ in range(1200):
        optimizer.zero_grad()
        numbers = torch.randint(-12, 13, (32, 4)).float()
        error = network(numbers) - numbers.abs().sum(-1, keepdim=True)
        error.square().mean().backward()
        optimizer.step()
