"""The reset is in a map that nobody asks for its values."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        optimizer.step()
        map(lambda p: p.grad.zero_(), network.parameters())
