"""Two optimizers; the network is reset between their steps."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_before_step"


def train(network):
    enc = torch.optim.Adam(network.m1.parameters(), lr=1e-3)
    dec = torch.optim.Adam(network.m2.parameters(), lr=1e-3)
    for x, y in examples(700):
        loss_of(network(x), y).backward()
        enc.step()
        network.zero_grad()
        dec.step()
        dec.zero_grad()
