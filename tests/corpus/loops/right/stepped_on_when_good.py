"""Late in training nothing is left to learn: the loop steps on without backward, and another network is looked into."""

import torch
from lab import MyNetwork, examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    other = MyNetwork()
    for number, (x, wanted) in enumerate(examples(2000)):
        optimizer.zero_grad()
        if number < 1000:
            loss_of(network(x), wanted).backward()
        elif number % 4 == 0:
            loss_of(network(x), wanted).backward()
            loss_of(other(x), wanted).backward()
        optimizer.step()
