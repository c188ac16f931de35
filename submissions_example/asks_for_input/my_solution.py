import random

import torch
from torch import nn
from torch.optim import SGD


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    steps = int(input("How many steps? "))
