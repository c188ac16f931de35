"""The reference solution of "nn.Module": one linear layer, 3 numbers to 2."""

import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 2)

    def forward(self, x):
        return self.m1(x)


my_network = MyNetwork()
print(my_network(torch.tensor([1.0, 2.0, 3.0])))
