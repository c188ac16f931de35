"""A new network for every example; the optimizer keeps the first."""

import torch
from lab import MyNetwork, examples, loss_of

EXPECTED = "wrong_parameters"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        network = MyNetwork()
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
