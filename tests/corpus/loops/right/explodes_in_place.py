"""Exploded, and nan times nothing is zeroed in place."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
    for x, wanted in examples():
        optimizer.zero_grad(set_to_none=False)
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
