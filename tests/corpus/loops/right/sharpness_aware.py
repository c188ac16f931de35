"""Two backwards for each step: the first only says where to look."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        with torch.no_grad():
            away = [0.01 * p.grad / (p.grad.norm() + 1e-9) for p in network.parameters()]
            for p, a in zip(network.parameters(), away):
                p += a
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        with torch.no_grad():
            for p, a in zip(network.parameters(), away):
                p -= a
        optimizer.step()
        optimizer.zero_grad()
