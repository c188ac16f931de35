"""Two optimizers train in turn, and what the other one holds takes no gradient meanwhile."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    parts = [network.m1, network.m2]
    optimizers = [torch.optim.SGD(part.parameters(), lr=1e-3) for part in parts]
    for x, wanted in examples(600):
        for turn in (0, 1):
            parts[1 - turn].requires_grad_(requires_grad=False)
            loss_of(network(x), wanted).backward()
            optimizers[turn].step()
            optimizers[turn].zero_grad()
            parts[1 - turn].requires_grad_()
