import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 2)
        self.m2 = nn.Linear(3, 5)

    def forward(self, x):
        x = self.m1(x)
        return self.m2(x)


my_network = MyNetwork()
