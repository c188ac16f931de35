"""Every few steps the weights go half of the way back."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    slow = [p.detach().clone() for p in network.parameters()]
    for number, (x, wanted) in enumerate(examples()):
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
        if number % 5 == 4:
            with torch.no_grad():
                for s, p in zip(slow, network.parameters()):
                    s += 0.5 * (p - s)
                    p.copy_(s)
