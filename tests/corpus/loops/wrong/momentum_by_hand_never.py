"""A hand-made optimizer that forgets the reset."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    speed = {p: torch.zeros_like(p) for p in network.parameters()}
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        for p in network.parameters():
            speed[p] = 0.5 * speed[p] + p.grad
            p.data -= 1e-5 * speed[p]
