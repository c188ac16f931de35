"""After each step weights are decayed, made of one length again and averaged by hand; gradients add up over four."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_accumulation"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    average = [p.detach().clone() for p in network.parameters()]
    for number, (x, wanted) in enumerate(examples(400)):
        loss_of(network(x), wanted).backward()
        if number % 4 == 3:
            optimizer.step()
            optimizer.zero_grad()
        with torch.no_grad():
            for p, a in zip(network.parameters(), average):
                p *= 0.999
                a.lerp_(p, 0.1)
                p.copy_(a)
            network.m1.weight /= network.m1.weight.norm()
