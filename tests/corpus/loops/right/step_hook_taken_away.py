"""A hook of the optimizer's own that takes itself away at the first step, and another that skips what is too far off."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)

    def once(optimizer, args, kwargs):
        handle.remove()

    def skip(optimizer, args, kwargs):
        if network.m2.bias.grad.norm() > 8:
            optimizer.zero_grad()

    optimizer.register_step_pre_hook(skip)
    handle = optimizer.register_step_pre_hook(once)
    for x, wanted in examples():
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
