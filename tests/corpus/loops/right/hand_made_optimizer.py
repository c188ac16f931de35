"""An optimizer that is none of torch's."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_manual"


class Descent:
    def __init__(self, parameters, lr):
        self.parameters, self.lr = list(parameters), lr

    def step(self):
        with torch.no_grad():
            for p in self.parameters:
                p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None


def train(network):
    optimizer = Descent(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
