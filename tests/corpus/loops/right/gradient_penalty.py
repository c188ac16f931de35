"""The slope of the output is part of the loss."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        x.requires_grad_()
        output = network(x)
        (slope,) = torch.autograd.grad(output.sum(), x, create_graph=True)
        loss = loss_of(output, wanted) + 0.1 * slope.square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
