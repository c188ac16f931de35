"""The forward stands under no_grad, and the loss is told to take a gradient."""

import torch
from lab import examples, loss_of

EXPECTED = "no_gradient"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        with torch.no_grad():
            loss = loss_of(network(x), wanted)
        loss.requires_grad_()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
