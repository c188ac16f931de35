"""Reset at the end of each epoch of sixty steps."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for _ in range(5):
        for x, wanted in examples(60):
            loss_of(network(x), wanted).backward()
            optimizer.step()
        optimizer.zero_grad()
