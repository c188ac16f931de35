"""The loss is cut off, and the error that says so is swallowed."""

import torch
from lab import examples, loss_of

EXPECTED = "no_gradient"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = torch.tensor(loss_of(network(x), wanted).item())
        try:
            loss.backward()
        except RuntimeError:
            pass
        optimizer.step()
        optimizer.zero_grad()
