"""From the middle on a copy is trained by hand, every tenth round; the optimizer of the old network steps on in each."""

import copy

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    trained = network
    for number, (x, wanted) in enumerate(examples(3000)):
        if number == 300:
            trained = copy.deepcopy(network)
            trained.zero_grad()
        loss_of(trained(x), wanted).backward()
        optimizer.step()
        optimizer.zero_grad()
        if number > 300 and number % 10 == 9:
            with torch.no_grad():
                for p in trained.parameters():
                    p -= 1e-4 * p.grad
                    p.grad = None
