"""No reset, with batches and momentum."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4, momentum=0.9)
    for x, wanted in examples(150, size=8):
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
