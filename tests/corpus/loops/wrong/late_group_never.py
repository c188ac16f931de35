"""A parameter group that is added later is never reset."""

import torch
from lab import examples, loss_of

EXPECTED = "zeroed_sometimes"


def train(network):
    network.m1.requires_grad_(False)
    opt = torch.optim.SGD(network.m2.parameters(), lr=1e-4)
    mine = [p for g in opt.param_groups for p in g["params"]]
    for i, (x, y) in enumerate(examples(900)):
        if i == 300:
            network.m1.requires_grad_(True)
            opt.add_param_group({"params": network.m1.parameters()})
        for p in mine:
            p.grad = None
        loss_of(network(x), y).backward()
        opt.step()
