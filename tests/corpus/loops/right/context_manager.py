"""Reset and step stand in a context manager."""

import contextlib

import torch
from lab import examples, loss_of

EXPECTED = "correct"


@contextlib.contextmanager
def updating(optimizer):
    optimizer.zero_grad()
    yield
    optimizer.step()


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        with updating(optimizer):
            loss_of(network(x), wanted).backward()
