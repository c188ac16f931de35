"""Two losses of one output, gone back from one by one."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_accumulation"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for x, wanted in examples():
        output = network(x)
        optimizer.zero_grad()
        loss_of(output, wanted).backward(retain_graph=True)
        (0.01 * output.abs().sum()).backward()
        optimizer.step()
