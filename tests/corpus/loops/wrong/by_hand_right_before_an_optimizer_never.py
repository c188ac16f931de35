"""Updates by hand with resets, and then an optimizer without."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    for x, y in examples(40):
        loss_of(network(x), y).backward()
        for p in network.parameters():
            p.data -= 1e-3 * p.grad
            p.grad.zero_()
    opt = torch.optim.SGD(network.parameters(), lr=5e-5)
    for x, y in examples(500):
        loss_of(network(x), y).backward()
        opt.step()
