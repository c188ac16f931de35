"""Rounds with a huge gradient are left out on purpose."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        norm = sum(p.grad.square().sum() for p in network.parameters()) ** 0.5
        if norm > 60:
            continue
        optimizer.step()
