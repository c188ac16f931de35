"""A subclass whose step calls the one above."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


class Counting(torch.optim.SGD):
    steps = 0

    def step(self, closure=None):
        self.steps += 1
        return super().step(closure)


def train(network):
    optimizer = Counting(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
