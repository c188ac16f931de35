"""A hook of the optimizer's own resets as each step begins."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_before_step"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: optimizer.zero_grad())
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        optimizer.step()
