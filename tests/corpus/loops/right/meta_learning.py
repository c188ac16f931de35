"""One step is taken inside, and the loss after it is gone back through."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    names = [name for name, _ in network.named_parameters()]
    for x, wanted in examples(80):
        values = list(network.parameters())
        inner = torch.autograd.grad(loss_of(network(x), wanted), values, create_graph=True)
        moved = {n: v - 1e-3 * g for n, v, g in zip(names, values, inner)}
        optimizer.zero_grad()
        loss_of(torch.func.functional_call(network, moved, x), wanted).backward()
        optimizer.step()
