"""No reset in the closure of LBFGS."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    optimizer = torch.optim.LBFGS(network.parameters(), lr=1e-4, max_iter=4)
    for x, wanted in examples(60, size=16):
        def closure():
            loss = loss_of(network(x), wanted)
            loss.backward()
            return loss
        optimizer.step(closure)
