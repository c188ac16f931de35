"""How many times did autograd run? Told without a hook on anything of the student's."""

from typing import Any

import torch

_LEAF = torch.zeros((), requires_grad=True)
_ROOT = _LEAF.clone()
_numbers: list[int] = []


def _note(_gradients: Any) -> None:
    _numbers[:] = [torch._C._current_graph_task_id()]  # noqa: SLF001  torch has no public word for it


assert _ROOT.grad_fn is not None
_ROOT.grad_fn.register_prehook(_note)


def number() -> int:
    """Run autograd over a graph of our own, of one node, and return the number of this run: torch counts them all."""
    torch.autograd.grad(_ROOT, _LEAF, retain_graph=True)
    return _numbers[0]
