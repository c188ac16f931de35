"""A hook of the optimizer's own resets as each step begins, before the closure that it is given calculates anything."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.LBFGS(network.parameters(), lr=0.1, max_iter=1)
    optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: optimizer.zero_grad())
    for x, wanted in examples():

        def closure():
            loss = loss_of(network(x), wanted)
            loss.backward()
            return loss

        optimizer.step(closure)
