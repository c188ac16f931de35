"""A share of the parameters is added to the gradients: weight decay by hand."""

import torch
from lab import examples, loss_of

EXPECTED = "needs_review"


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, y in examples(500):
        opt.zero_grad()
        loss_of(network(x), y).backward()
        for p in network.parameters():
            p.grad.add_(p.detach(), alpha=1e-2)
        opt.step()
