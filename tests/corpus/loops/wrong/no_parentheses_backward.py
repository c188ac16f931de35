"""backward is named, and never called."""

import torch
from lab import examples, loss_of

EXPECTED = "no_backward"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward
        optimizer.step()
        optimizer.zero_grad()
