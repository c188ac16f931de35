"""Gradients as values, assigned for the optimizer to use."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_functional"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        gradients = torch.autograd.grad(loss, list(network.parameters()))
        for p, g in zip(network.parameters(), gradients):
            p.grad = g
        optimizer.step()
