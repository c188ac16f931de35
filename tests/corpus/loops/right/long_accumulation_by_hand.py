"""The gradients of 32 examples, and then an update and a reset by hand."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_manual"


def train(network):
    for number, (x, wanted) in enumerate(examples(1600)):
        (loss_of(network(x), wanted) / 32).backward()
        if number % 32 == 31:
            with torch.no_grad():
                for p in network.parameters():
                    p -= 1e-2 * p.grad
                    p.grad.zero_()
