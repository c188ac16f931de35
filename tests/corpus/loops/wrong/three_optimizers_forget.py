"""Three optimizers that reset in the first steps only."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    first, second, third, *_ = network.parameters()
    optimizers = [torch.optim.SGD([p], lr=1e-7) for p in (first, second, third)]
    for number, (x, wanted) in enumerate(examples(2500)):
        loss_of(network(x), wanted).backward()
        for optimizer in optimizers:
            optimizer.step()
        if number < 8:
            for optimizer in optimizers:
                optimizer.zero_grad()
