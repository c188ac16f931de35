"""A hand-made optimizer with momentum, on .data."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_manual"


def train(network):
    speed = {p: torch.zeros_like(p) for p in network.parameters()}
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        for p in network.parameters():
            speed[p] = 0.9 * speed[p] + p.grad
            p.data -= 1e-4 * speed[p]
            p.grad = None
