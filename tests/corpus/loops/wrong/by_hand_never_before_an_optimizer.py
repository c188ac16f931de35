"""Updates by hand that are never reset, and then an optimizer, which is."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    for x, y in examples(60):
        loss_of(network(x), y).backward()
        for p in network.parameters():
            p.data -= 1e-4 * p.grad
    opt = torch.optim.SGD(network.parameters(), lr=5e-4)
    for x, y in examples(500):
        opt.zero_grad()
        loss_of(network(x), y).backward()
        opt.step()
