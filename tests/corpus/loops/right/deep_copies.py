"""The best network so far is kept as a deep copy, and another goes to a file in memory."""

import copy
import io

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        best = copy.deepcopy(network)
        torch.save(network, io.BytesIO())
        copy.deepcopy(optimizer)
