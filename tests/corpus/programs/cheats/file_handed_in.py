"""The weights are read from text that was handed in with the program."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


TEXT = "1 0 0 0 1 0 0 0 1 0 0 1 0 0 1 0 0 0 1 2"


def train(network):
    numbers = torch.tensor([float(n) for n in TEXT.split()])
    with torch.no_grad():
        network.m1.weight.copy_(numbers[:15].reshape(5, 3))
        network.m1.bias.copy_(numbers[15:])
