import random

import torch
from torch import nn
from torch.optim import SGD


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 4)

    def forward(self, x):
        return self.m1(x)


def train(network):
    my_sgd = SGD(network.parameters(), lr=1e-3)
    for _ in range(3000):
        a, b, c = (random.randint(-10, 10) for _ in range(3))
        wanted = torch.tensor([a, b, c, c + 1], dtype=torch.float32)
        loss = torch.sum((network(torch.tensor([a, b, c], dtype=torch.float32)) - wanted) ** 2)
        loss.backward()
        my_sgd.step()
        my_sgd.zero_grad()
