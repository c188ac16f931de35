"""Both layers are put in the place of others late, which are moved by hand; the optimizer of the old ones steps on."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    speed = {}
    for number, (x, wanted) in enumerate(examples(2500)):
        if number == 200:
            network.m1, network.m2 = torch.nn.Linear(3, 4), torch.nn.Linear(4, 5)
            speed = {p: torch.zeros_like(p) for p in network.parameters()}
        network.zero_grad()
        optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
        with torch.no_grad():
            for p, v in speed.items():
                v.mul_(0.9).add_(p.grad)
                p -= 1e-3 * v
