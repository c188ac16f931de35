"""Reset stands behind the return."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def one_step(network, optimizer, x, wanted):
    loss_of(network(x), wanted).backward()
    optimizer.step()
    return
    optimizer.zero_grad()


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        one_step(network, optimizer, x, wanted)
