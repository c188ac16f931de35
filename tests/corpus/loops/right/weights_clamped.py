"""Weights are clamped by hand after each step."""

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
        with torch.no_grad():
            for p in network.parameters():
                p.clamp_(-1, 1)
