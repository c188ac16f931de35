"""Compiled, with the eager backend."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    compiled = torch.compile(network, backend="eager")
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples(120):
        optimizer.zero_grad()
        loss = loss_of(compiled(x), wanted)
        loss.backward()
        optimizer.step()
