"""Four examples for each step, on purpose."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_accumulation"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for number, (x, wanted) in enumerate(examples(480)):
        (loss_of(network(x), wanted) / 4).backward()
        if number % 4 == 3:
            optimizer.step()
            optimizer.zero_grad()
