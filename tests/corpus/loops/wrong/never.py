"""No reset anywhere."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
