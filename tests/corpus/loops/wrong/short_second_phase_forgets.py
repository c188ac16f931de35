"""A second phase with an optimizer of its own, which is shorter than what lies between two looks, forgets to reset."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples(120):
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-5)
    for x, wanted in examples(120):
        loss_of(network(x), wanted).backward()
        optimizer.step()
