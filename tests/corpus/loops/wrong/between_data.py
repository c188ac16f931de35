"""Filled with zeros past the version counter between backward and step."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_before_step"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        for p in network.parameters():
            p.grad.data.fill_(0)
        optimizer.step()
