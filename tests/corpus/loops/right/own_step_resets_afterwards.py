"""An optimizer of the student's own resets as its step ends."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


class Careful(torch.optim.SGD):
    def step(self, closure=None):
        super().step(closure)
        self.zero_grad()


def train(network):
    optimizer = Careful(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        optimizer.step()
