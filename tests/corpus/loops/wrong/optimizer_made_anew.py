"""A new optimizer for every step, and no reset."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    for x, wanted in examples():
        optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
