"""Step before backward."""

import torch
from lab import examples, loss_of

EXPECTED = "step_before_backward"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        optimizer.zero_grad()
        loss = loss_of(network(x), wanted)
        optimizer.step()
        loss.backward()
