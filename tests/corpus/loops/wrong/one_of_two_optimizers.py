"""One of two optimizers is reset."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    first = torch.optim.SGD(network.m1.parameters(), lr=1e-4)
    second = torch.optim.SGD(network.m2.parameters(), lr=1e-4)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        first.step()
        second.step()
        first.zero_grad()
