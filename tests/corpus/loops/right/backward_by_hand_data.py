"""Changed by hand through .data, and zeroed in place."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_manual"


def train(network):
    for x, wanted in examples():
        network.zero_grad(set_to_none=False)
        loss = loss_of(network(x), wanted)
        loss.backward()
        for p in network.parameters():
            p.data -= 1e-3 * p.grad.data
