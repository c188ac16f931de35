"""backward(), and parameters changed by hand."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_manual"


def train(network):
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        with torch.no_grad():
            for p in network.parameters():
                p -= 1e-3 * p.grad
                p.grad = None
