"""The reset is of a fresh copy each time."""

import copy

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_elsewhere"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        copy.deepcopy(network).zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
