"""The output is detached: backward raises."""

import torch
from lab import examples, loss_of

EXPECTED = "no_train"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x).detach(), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
