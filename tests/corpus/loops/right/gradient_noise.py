"""Noise on the gradients, on purpose: for a person to look at."""

import torch
from lab import examples, loss_of

EXPECTED = "needs_review"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        for p in network.parameters():
            p.grad += 0.01 * torch.randn_like(p)
        optimizer.step()
        optimizer.zero_grad()
