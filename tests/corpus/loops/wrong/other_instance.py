"""The optimizer holds another instance's parameters."""

import torch
from lab import MyNetwork, examples, loss_of

EXPECTED = "wrong_parameters"


def train(network):
    optimizer = torch.optim.SGD(MyNetwork().parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
