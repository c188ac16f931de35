"""No module at all: tensors, and the slope by hand."""

import torch
from lab import examples, loss_of

EXPECTED = "correct_manual"

weights = torch.randn(3, 5, requires_grad=True)
bias = torch.zeros(5, requires_grad=True)
for x, wanted in examples():
    loss = loss_of(x @ weights + bias, wanted)
    loss.backward()
    with torch.no_grad():
        for p in (weights, bias):
            p -= 1e-3 * p.grad
            p.grad.zero_()
