"""Some steps of an optimizer, and then updates by hand, which are never reset."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    for x, wanted in examples(10):
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
    optimizer.zero_grad()
    for x, wanted in examples(300):
        loss_of(network(x), wanted).backward()
        with torch.no_grad():
            for p in network.parameters():
                p -= 1e-5 * p.grad
