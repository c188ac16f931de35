"""Another optimizer's zero_grad."""

import torch
from lab import MyNetwork, examples, loss_of

EXPECTED = "zeroed_elsewhere"


def train(network):
    other = MyNetwork()
    other_optimizer = torch.optim.SGD(other.parameters(), lr=1e-3)
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        other_optimizer.zero_grad()
