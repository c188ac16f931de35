"""Reset stands behind a continue."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        if loss > 20:
            continue
        optimizer.zero_grad()
