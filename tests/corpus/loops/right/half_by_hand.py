"""One layer has an optimizer, the other is changed by hand and reset."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.m1.parameters(), lr=1e-3)
    for x, wanted in examples():
        network.zero_grad()
        loss_of(network(x), wanted).backward()
        with torch.no_grad():
            for p in network.m2.parameters():
                p -= 1e-3 * p.grad
        optimizer.step()
