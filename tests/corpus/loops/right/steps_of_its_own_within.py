"""Between two steps of the optimizer the network learns by hand, without a reset, is put back, and goes by the sum."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_accumulation"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    for x, wanted in examples():
        before = [p.detach().clone() for p in network.parameters()]
        for _ in range(3):
            loss_of(network(x), wanted).backward()
            with torch.no_grad():
                for p in network.parameters():
                    p -= 1e-4 * p.grad
        with torch.no_grad():
            for p, b in zip(network.parameters(), before):
                p.copy_(b)
        optimizer.step()
        optimizer.zero_grad()
