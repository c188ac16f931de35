import random

import torch
from torch import nn
from torch.optim import SGD


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m2(x)


def train(network):
    my_sgd = SGD(network.parameters(), lr=1e-3)
    loss = network(torch.tensor([1.0, 2.0, 3.0])).sum()
    loss.backward()
    my_sgd.step()
    my_sgd.zero_grad()
