"""A layer that is never called."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


class MyNetwork(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = torch.nn.Linear(3, 5)
        self.unused = torch.nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
