"""New tensors each step, but the optimizer keeps the old ones."""

import torch
from lab import examples, loss_of

EXPECTED = "wrong_parameters"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        network.m1.weight = torch.nn.Parameter(network.m1.weight.detach().clone())
        network.m1.bias = torch.nn.Parameter(network.m1.bias.detach().clone())
        network.m2.weight = torch.nn.Parameter(network.m2.weight.detach().clone())
        network.m2.bias = torch.nn.Parameter(network.m2.bias.detach().clone())
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
