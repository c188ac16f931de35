"""The training runs in a thread of its own."""

import threading

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def loop(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        optimizer.step()
        optimizer.zero_grad()


def train(network):
    thread = threading.Thread(target=loop, args=(network,))
    thread.start()
    thread.join()
