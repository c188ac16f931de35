import random

import torch
from torch import nn
from torch.optim import SGD


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 2)
        self.m2 = nn.Linear(2, 5)

    def forward(self, x):
        return self.m2(self.m1(x))


def example():
    a, b, c = (random.randint(-10, 10) for _ in range(3))
    my_input = torch.tensor([a, b, c], dtype=torch.float32)
    my_desired_output = torch.tensor([a, b, c, c + 1, c + 2], dtype=torch.float32)
    return my_input, my_desired_output


def train(network):
    my_sgd = SGD(network.parameters(), lr=3e-4)
    for _ in range(3000):
        my_input, my_desired_output = example()
        loss = torch.sum((network(my_input) - my_desired_output) ** 2)

        loss.backward()
        my_sgd.step()
        my_sgd.zero_grad()
