"""Forward through a copy that is made before the loop."""

import copy

import torch
from lab import examples, loss_of

EXPECTED = "wrong_parameters"


def train(network):
    mine = copy.deepcopy(network)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        optimizer.zero_grad()
        loss_of(mine(x), wanted).backward()
        optimizer.step()
