"""Both layers are put in the place of others, and the optimizer keeps the old ones."""

import torch
from lab import examples, loss_of

EXPECTED = "wrong_parameters"


def train(network):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    for number, (x, wanted) in enumerate(examples(2500)):
        if number == 200:
            network.m1, network.m2 = torch.nn.Linear(3, 4), torch.nn.Linear(4, 5)
        loss_of(network(x), wanted).backward()
        optimizer.step()
        optimizer.zero_grad()
