"""Gradients of a few examples add up and are divided by their number."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_accumulation"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for _ in range(60):
        count = 0
        for x, wanted in examples(4):
            loss_of(network(x), wanted).backward()
            count += 1
        for p in network.parameters():
            p.grad /= count
        optimizer.step()
        optimizer.zero_grad()
