"""The norms of some gradients are looked at before training begins."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    for x, wanted in examples(25):
        network.zero_grad()
        loss_of(network(x), wanted).backward()
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples(800):
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
