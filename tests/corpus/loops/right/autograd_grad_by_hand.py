"""Gradients as values, parameters changed by hand."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_functional"


def train(network):
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        gradients = torch.autograd.grad(loss, list(network.parameters()))
        with torch.no_grad():
            for p, g in zip(network.parameters(), gradients):
                p -= 1e-3 * g
