"""A generator that is sent examples."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def learner(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    loss = None
    while True:
        x, wanted = yield loss
        optimizer.zero_grad()
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()


def train(network):
    one = learner(network)
    next(one)
    for example in examples():
        one.send(example)
