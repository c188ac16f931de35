"""A forward without gradients between backward and step."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        with torch.no_grad():
            loss_of(network(x + 1), wanted)
        optimizer.step()
        optimizer.zero_grad()
