"""Losses are summed up over all steps, and gone back from each time."""

import torch
from lab import examples, loss_of
from torch import nn

EXPECTED = "graph_reused"


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-5)
    total = 0
    for x, wanted in examples(100):
        optimizer.zero_grad()
        total = total + loss_of(network(x), wanted)
        total.backward(retain_graph=True)
        optimizer.step()
