"""The generator of the parameters is empty after the optimizer took them."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    parameters = network.parameters()
    optimizer = torch.optim.SGD(parameters, lr=1e-3)
    for x, wanted in examples():
        for p in parameters:
            p.grad = None
        loss_of(network(x), wanted).backward()
        optimizer.step()
