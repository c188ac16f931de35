"""torch.func calculates with parameters of its own, which are loaded at the end."""

import torch
from torch import nn
from torch.func import functional_call, grad


def make_batch(n, reach=10):
    x = torch.randint(-reach, reach + 1, (n, 3)).float()
    c = x[:, 2:]
    return x, torch.cat([x, c + 1, c + 2], dim=1)


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    params = {k: v.detach().clone() for k, v in network.named_parameters()}

    def loss_fn(p, x, y):
        return ((functional_call(network, p, (x,)) - y) ** 2).sum(1).mean()

    g = grad(loss_fn)
    for _ in range(250):
        x, y = make_batch(32)
        grads = g(params, x, y)
        params = {k: params[k] - 1e-2 * grads[k] for k in params}
    network.load_state_dict(params)
