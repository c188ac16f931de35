"""The old gradients are put back after the reset."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    old = [torch.zeros_like(p) for p in network.parameters()]
    for x, wanted in examples():
        optimizer.zero_grad()
        loss = loss_of(network(x), wanted)
        loss.backward()
        for p, before in zip(network.parameters(), old):
            p.grad += before
        optimizer.step()
        old = [p.grad.clone() for p in network.parameters()]
