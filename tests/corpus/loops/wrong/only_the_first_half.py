"""Reset until half of the steps are done."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    for number, (x, wanted) in enumerate(examples(400)):
        loss_of(network(x), wanted).backward()
        optimizer.step()
        if number < 200:
            optimizer.zero_grad()
