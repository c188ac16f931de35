"""The second loop forgets the reset."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    first = torch.optim.Adam(network.parameters(), lr=1e-3)
    for x, wanted in examples(100):
        first.zero_grad()
        loss_of(network(x), wanted).backward()
        first.step()
    second = torch.optim.SGD(network.parameters(), lr=1e-4)
    for x, wanted in examples(200):
        loss_of(network(x), wanted).backward()
        second.step()
