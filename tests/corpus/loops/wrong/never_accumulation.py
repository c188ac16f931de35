"""Three examples for each step, and no reset."""

import torch
from lab import examples, loss_of

EXPECTED = "never_zeroed"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for number, (x, wanted) in enumerate(examples(300)):
        loss_of(network(x), wanted).backward()
        if number % 3 == 2:
            optimizer.step()
