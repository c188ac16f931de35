"""Gradients of two examples, and then an update by hand."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_manual"


def train(network):
    for number, (x, wanted) in enumerate(examples(1000)):
        loss_of(network(x), wanted).backward()
        if number % 2:
            with torch.no_grad():
                for p in network.parameters():
                    p -= 1e-3 * p.grad
                    p.grad = None
