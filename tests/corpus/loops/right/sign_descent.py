"""Only the signs of the gradients count."""

import torch
from lab import examples, loss_of

EXPECTED = "needs_review"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        for p in network.parameters():
            p.grad.sign_()
        optimizer.step()
