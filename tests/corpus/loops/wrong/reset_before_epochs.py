"""Reset before each of three long epochs."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-5)
    for _ in range(3):
        optimizer.zero_grad()
        for x, wanted in examples(400):
            loss_of(network(x), wanted).backward()
            optimizer.step()
