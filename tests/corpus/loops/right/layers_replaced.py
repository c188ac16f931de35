"""Both layers are put in the place of others late, and the new ones have an optimizer; the old one steps on."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizers = [torch.optim.SGD(network.parameters(), lr=1e-3)]
    for number, (x, wanted) in enumerate(examples(2500)):
        if number == 200:
            network.m1, network.m2 = torch.nn.Linear(3, 4), torch.nn.Linear(4, 5)
            optimizers.append(torch.optim.Adam(network.parameters(), lr=1e-3))
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        for optimizer in optimizers:
            optimizer.step()
