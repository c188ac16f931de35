"""One function goes back for adversarial inputs and for the step."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def gradients(network, x, y):
    loss = loss_of(network(x), y)
    loss.backward()
    return loss

def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, y in examples(500):
        x.requires_grad_(True)
        gradients(network, x, y)
        adversarial = (x + 0.1 * x.grad.sign()).detach()
        opt.zero_grad()
        gradients(network, adversarial, y)
        opt.step()
        opt.zero_grad()
