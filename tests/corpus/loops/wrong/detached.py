"""The output is detached, and told to take a gradient again."""

import torch
from lab import examples, loss_of

EXPECTED = "no_gradient"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        output = network(x).detach().requires_grad_()
        loss_of(output, wanted).backward()
        optimizer.step()
        optimizer.zero_grad()
