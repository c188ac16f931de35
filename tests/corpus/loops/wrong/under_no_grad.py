"""The forward stands under no_grad: backward raises."""

import torch
from lab import examples, loss_of

EXPECTED = "no_train"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        with torch.no_grad():
            output = network(x)
        loss = loss_of(output, wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
