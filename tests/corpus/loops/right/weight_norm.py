"""Weights in two parts, length and direction."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    torch.nn.utils.parametrizations.weight_norm(network.m1)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
    torch.nn.utils.parametrize.remove_parametrizations(network.m1, "weight")
