"""A new network and optimizer for every example."""

import torch
from lab import MyNetwork, examples, loss_of

EXPECTED = "wrong_parameters"


def train(network):
    for x, wanted in examples():
        network = MyNetwork()
        optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
