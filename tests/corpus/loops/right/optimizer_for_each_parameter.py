"""Each parameter has an optimizer, which steps as soon as its gradient has arrived."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizers = {p: torch.optim.Adam([p], lr=1e-3) for p in network.parameters()}

    def apply(p):
        optimizers[p].step()
        optimizers[p].zero_grad()

    for p in network.parameters():
        p.register_post_accumulate_grad_hook(apply)
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
