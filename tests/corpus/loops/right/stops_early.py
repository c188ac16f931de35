"""The loop ends in its middle, before the reset."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for number, (x, wanted) in enumerate(examples(400)):
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        if number == 77:
            break
        optimizer.zero_grad()
