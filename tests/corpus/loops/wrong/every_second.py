"""Reset at every second step."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for number, (x, wanted) in enumerate(examples()):
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        if number % 2:
            optimizer.zero_grad()
