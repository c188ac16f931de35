"""Gradients are clipped and filled with zeros in place; the latter ends after a hundred steps."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-5)
    for number, (x, wanted) in enumerate(examples(250)):
        if number < 100:
            optimizer.zero_grad(set_to_none=False)
        loss_of(network(x), wanted).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 10.0)
        optimizer.step()
