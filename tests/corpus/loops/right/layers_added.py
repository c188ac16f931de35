"""A layer's parameters join the optimizer later."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.m2.parameters(), lr=1e-3)
    for number, (x, wanted) in enumerate(examples()):
        if number == 90:
            optimizer.add_param_group({"params": network.m1.parameters()})
        network.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
