"""Another network's zero_grad."""

import torch
from lab import MyNetwork, examples, loss_of

EXPECTED = "zeroed_elsewhere"

other = MyNetwork()


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        other.zero_grad()
