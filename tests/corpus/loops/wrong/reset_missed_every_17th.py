"""The reset is left out in every 17th step."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=5e-4)
    for i, (x, y) in enumerate(examples(3000)):
        loss = loss_of(network(x), y)
        loss.backward()
        opt.step()
        if i % 17 != 16:
            opt.zero_grad()
