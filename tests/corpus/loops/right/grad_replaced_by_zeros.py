"""Reset by a new tensor of zeros."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        for p in network.parameters():
            p.grad = torch.zeros_like(p)
