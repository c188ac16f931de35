"""Which numbers does a trained network keep where a newly built one of its class has others, or none?"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

MOST = 5
"""Names that are told."""


def kept_outside(trained: nn.Module, built: nn.Module) -> tuple[str, ...]:
    """Return the names of tensors and floats that are no parameters or buffers, and others than in `built`.

    Whole numbers are left out: most of them count something. None are told where an object raises when compared.
    """
    new = dict(_numbers(built))
    try:
        return tuple(name for name, value in _numbers(trained) if not _same(value, new.get(name)))[:MOST]
    except Exception:  # noqa: BLE001  whatever the student's objects do when looked at, the network is trained
        return ()


def _numbers(network: nn.Module) -> Iterator[tuple[str, Any]]:
    for prefix, module in nn.Module.named_modules(network):
        for name, value in vars(module).items():
            if isinstance(value, torch.Tensor | float):
                yield f"{prefix}.{name}" if prefix else name, value


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return one.shape == other.shape and one.dtype == other.dtype and torch.equal(one.cpu(), other.cpu())
    return type(one) is type(other) and bool(one == other)
