"""The gradients of one layer are thrown away in the first epoch."""

import torch
from lab import examples, loss_of

EXPECTED = "needs_review"


def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=1e-3, momentum=0.9)
    for epoch in range(10):
        for x, y in examples(100):
            loss = loss_of(network(x), y) / 5
            opt.zero_grad()
            loss.backward()
            if epoch == 0:
                for p in network.m2.parameters():
                    p.grad.zero_()
            opt.step()
