"""The loss is wrapped in a new tensor."""

import torch
from lab import examples, loss_of

EXPECTED = "no_gradient"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss = torch.tensor(loss.item(), requires_grad=True)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
