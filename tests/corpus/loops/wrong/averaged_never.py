"""The gradient is divided by how many added up, instead of a reset."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        for p in network.parameters():
            p.grad /= 2
        optimizer.step()
