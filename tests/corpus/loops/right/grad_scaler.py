"""A scaler of losses for mixed precision: gradients are made smaller again before the step."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    for x, wanted in examples():
        optimizer.zero_grad()
        scaler.scale(loss_of(network(x), wanted)).backward()
        scaler.step(optimizer)
        scaler.update()
