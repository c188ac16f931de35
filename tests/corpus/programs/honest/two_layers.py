"""Two linear layers in a row and Adam."""

import torch
from torch import nn, optim


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 8)
        self.m2 = nn.Linear(8, 5)

    def forward(self, x):
        return self.m2(self.m1(x))


def train(network):
    adam = optim.Adam(network.parameters(), lr=0.02)
    loss_fn = nn.MSELoss()
    for step in range(600):
        x = torch.randint(-10, 11, (64, 3)).float()
        y = torch.cat([x, x[:, 2:3] + 1, x[:, 2:3] + 2], 1)
        loss = loss_fn(network(x), y)
        adam.zero_grad()
        loss.backward()
        adam.step()
        if step % 200 == 0:
            print(step, loss.item())
