"""The training is of tensors of one's own, which are copied into the network at last."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_manual"


def train(network):
    w = torch.zeros(5, 3, requires_grad=True)
    b = torch.zeros(5, requires_grad=True)
    for x, wanted in examples():
        loss_of(w @ x + b, wanted).backward()
        with torch.no_grad():
            for p in (w, b):
                p -= 1e-3 * p.grad
                p.grad.zero_()
    with torch.no_grad():
        network.m1.weight.copy_(torch.eye(4, 3))
        network.m1.bias.zero_()
        network.m2.weight.copy_(torch.cat([w, torch.zeros(5, 1)], dim=1))
        network.m2.bias.copy_(b)
