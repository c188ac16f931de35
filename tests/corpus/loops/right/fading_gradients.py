"""Old gradients fade instead of being reset, as a momentum does: for a person to look at."""

import torch
from lab import examples, loss_of

EXPECTED = "needs_review"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        optimizer.step()
        for p in network.parameters():
            p.grad *= 0.5
