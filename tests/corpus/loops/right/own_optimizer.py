"""An optimizer of one's own."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


class Descent(torch.optim.Optimizer):
    def __init__(self, parameters, lr):
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.add_(p.grad, alpha=-group["lr"])


def train(network):
    optimizer = Descent(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
