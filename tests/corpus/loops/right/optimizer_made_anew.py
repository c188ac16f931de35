"""A new optimizer for every step, and a reset."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    for x, wanted in examples():
        optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
