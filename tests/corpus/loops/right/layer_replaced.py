"""A layer is put in the place of another, and the optimizer made anew."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for number, (x, wanted) in enumerate(examples(400)):
        if number == 10:
            network.m2 = torch.nn.Linear(network.m2.in_features, 5)
            optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
