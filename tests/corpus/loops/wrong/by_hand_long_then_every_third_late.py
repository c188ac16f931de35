"""A long phase by hand, and then an optimizer that is not reset in every third step, late."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    for x, y in examples(3000):
        network.zero_grad()
        loss_of(network(x), y).backward()
        with torch.no_grad():
            for p in network.parameters():
                p -= 1e-3 * p.grad
    opt = torch.optim.SGD(network.parameters(), lr=1e-4)
    for i, (x, y) in enumerate(examples(2500)):
        loss_of(network(x), y).backward()
        opt.step()
        if i < 500 or i % 3:
            opt.zero_grad(set_to_none=False)
