"""From the middle on forward through a copy, which the optimizer does not hold."""

import copy

import torch
from lab import examples, loss_of

EXPECTED = "wrong_parameters"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    trained = network
    for number, (x, wanted) in enumerate(examples(2500)):
        if number == 200:
            trained = copy.deepcopy(network)
        optimizer.zero_grad()
        loss_of(trained(x), wanted).backward()
        optimizer.step()
