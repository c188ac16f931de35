"""Updates by hand, followed by a reset in the first hundred examples only."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    for number, (x, wanted) in enumerate(examples(250)):
        loss_of(network(x), wanted).backward()
        with torch.no_grad():
            for p in network.parameters():
                p -= 1e-5 * p.grad
                if number < 100:
                    p.grad = None
