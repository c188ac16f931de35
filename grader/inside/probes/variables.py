"""What does a top-level name of the student's file hold after it ran?"""

import difflib
from types import ModuleType

import torch

from grader.wire.observation import Variable

MOST_NUMBERS = 10_000
"""Larger tensors are described without their numbers."""


def look(module: ModuleType, name: str) -> tuple[Variable, bytes]:
    """Return what `name` holds, and a tensor's numbers as float64 in C order; nothing of another value is sent."""
    names = vars(module)
    if name not in names:
        tensors = [key for key, value in names.items() if isinstance(value, torch.Tensor)]
        close = difflib.get_close_matches(name, tensors, n=1, cutoff=0.5)
        return Variable(name, None, near=close[0] if close else ""), b""
    value = names[name]
    if not isinstance(value, torch.Tensor):
        return Variable(name, type(value).__name__[:100]), b""
    whole = value.numel() <= MOST_NUMBERS and not value.is_complex() and value.layout == torch.strided
    numbers = value.detach().to("cpu", torch.float64).numpy().astype("<f8").tobytes() if whole else b""
    found = Variable(
        name,
        type(value).__name__[:100],
        shape=tuple(value.shape),
        dtype=str(value.dtype).removeprefix("torch."),
        requires_grad=value.requires_grad,
        computed=value.grad_fn is not None,
    )
    return found, numbers
