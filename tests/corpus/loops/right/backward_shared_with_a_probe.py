"""One function goes back for the step and, after it, for a gradient norm that is only looked at."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def backward(network, batch):
    x, y = batch
    loss = loss_of(network(x), y)
    loss.backward()
    return loss.item()

def grad_norm(network, batch):
    backward(network, batch)
    norm = sum(p.grad.norm() ** 2 for p in network.parameters()) ** 0.5
    network.zero_grad()
    return norm.item()

def train(network):
    opt = torch.optim.SGD(network.parameters(), lr=1e-3)
    norms, held = [], next(examples(1, 16))
    for batch in examples(600):
        backward(network, batch)
        opt.step()
        opt.zero_grad()
        norms.append(grad_norm(network, held))
