"""A subclass whose reset does nothing."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


class Careful(torch.optim.SGD):
    def zero_grad(self, set_to_none=True):
        pass


def train(network):
    optimizer = Careful(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
