"""Gradients are kept, reset, and put back."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        optimizer.step()
        kept = [p.grad for p in network.parameters()]
        optimizer.zero_grad()
        for p, g in zip(network.parameters(), kept):
            p.grad = g
