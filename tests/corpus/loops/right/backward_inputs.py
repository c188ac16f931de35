"""Backward is told which tensors are meant."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward(inputs=list(network.parameters()))
        optimizer.step()
        optimizer.zero_grad()
