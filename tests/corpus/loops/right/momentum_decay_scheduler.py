"""Momentum, weight decay, and a schedule of the rate."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 50, 0.5)
    for x, wanted in examples():
        optimizer.zero_grad()
        loss = loss_of(network(x), wanted)
        loss.backward()
        optimizer.step()
        schedule.step()
