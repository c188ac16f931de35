"""One half of the network is stepped and reset in each example; the other collects the gradients of six backwards."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.m1.parameters(), lr=1e-4)
    for number, (x, wanted) in enumerate(examples(4000)):
        loss_of(network(x), wanted).backward()
        optimizer.step()
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.zero_grad()
        if number % 3 == 2:
            with torch.no_grad():
                for p in network.m2.parameters():
                    p -= 1e-5 * p.grad
                    p.grad = None
