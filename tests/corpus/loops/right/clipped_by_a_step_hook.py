"""A hook of the optimizer's own clips as each step begins, and another resets as it ends."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


class Twice(torch.optim.SGD):
    def step(self, closure=None):
        return super().step(closure)


def clip(optimizer, args, kwargs):
    torch.nn.utils.clip_grad_norm_(optimizer.param_groups[0]["params"], 1.0)


def train(network):
    optimizer = Twice(network.parameters(), lr=1e-3)
    optimizer.register_step_pre_hook(clip)
    optimizer.register_step_post_hook(lambda optimizer, args, kwargs: optimizer.zero_grad())
    for x, wanted in examples():
        loss_of(network(x), wanted).backward()
        optimizer.step()
