"""The first attempt never resets its gradients, is given up, and a new network is trained as it should be."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 8)
        self.m2 = nn.Linear(8, 5)

    def forward(self, x):
        return self.m2(self.m1(x))


def step(network, optimizer):
    a, b, c = torch.randint(-10, 11, (3,)).tolist()
    x = torch.tensor([a, b, c], dtype=torch.float32)
    wanted = torch.tensor([a, b, c, c + 1, c + 2], dtype=torch.float32)
    loss = torch.sum((network(x) - wanted) ** 2)
    loss.backward()
    optimizer.step()


def train():
    network = MyNetwork()
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    for _ in range(500):
        step(network, optimizer)

    # I forgot zero_grad! Start over.
    network = MyNetwork()
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for _ in range(5000):
        optimizer.zero_grad()
        step(network, optimizer)
    return network
