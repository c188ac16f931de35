"""Reset in the else of the loop, which comes once at its end."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_once"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        optimizer.step()
    else:
        optimizer.zero_grad()
