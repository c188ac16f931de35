"""A backward only to look at, reset before the real one."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        network(x).sum().backward()
        network.zero_grad()
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        network.zero_grad()
