"""The optimizer holds the last layer; what adds up in the other is never used."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.m2.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        optimizer.step()
        optimizer.zero_grad()
