"""The parameters are new tensors after each step, handed to the network by functional_call."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_manual"


def train(network):
    values = {name: p.detach().clone().requires_grad_() for name, p in network.named_parameters()}
    for x, wanted in examples():
        loss = loss_of(torch.func.functional_call(network, values, x), wanted)
        loss.backward()
        values = {name: (v - 1e-3 * v.grad).detach().requires_grad_() for name, v in values.items()}
    network.load_state_dict(values)
