"""After a hundred steps the reset moves to between backward and step."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_before_step"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    for number, (x, wanted) in enumerate(examples(250)):
        if number < 100:
            optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        if number >= 100:
            optimizer.zero_grad()
        optimizer.step()
