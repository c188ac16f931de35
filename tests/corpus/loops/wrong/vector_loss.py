"""The loss is a vector: backward raises."""

import torch
from lab import examples

EXPECTED = "no_train"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = (network(x) - wanted) ** 2
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
