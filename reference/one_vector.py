"""The reference solution of "How to Train Your Neural Network": [1, 2, 3] to [1, 2, 3, 4, 5]."""

import torch
from torch import nn
from torch.optim import SGD


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 2)
        self.m2 = nn.Linear(2, 5)

    def forward(self, x):
        x = self.m1(x)
        return self.m2(x)


my_network = MyNetwork()
my_input = torch.tensor([1.0, 2.0, 3.0])
my_desired_output = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])
my_sgd = SGD(my_network.parameters(), lr=1e-3)

for _ in range(3000):
    my_network_output = my_network(my_input)
    loss = torch.sum((my_network_output - my_desired_output) ** 2)

    loss.backward()  # BACKPROP!
    my_sgd.step()  # OPTIMIZE!
    my_sgd.zero_grad()  # RESET!

print(my_network(my_input))
