"""No reset in a tenth of the run."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=2e-5)
    for step, (x, y) in enumerate(examples(1500)):
        loss_of(network(x), y).backward()
        opt.step()
        if not 150 <= step < 300:
            opt.zero_grad(set_to_none=True)
