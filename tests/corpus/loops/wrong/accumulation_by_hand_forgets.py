"""Updates by hand after every third example, which are followed by a reset at first only."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    for number, (x, wanted) in enumerate(examples(2500)):
        loss_of(network(x), wanted).backward()
        if number % 3 == 2:
            with torch.no_grad():
                for p in network.parameters():
                    p -= 1e-6 * p.grad
                    if number < 600:
                        p.grad = None
