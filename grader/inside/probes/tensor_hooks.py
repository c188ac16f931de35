"""Hooks on leaf tensors that leave no trace once they are gone."""

import threading
from collections.abc import Callable
from typing import Any

import torch
from torch.utils.hooks import RemovableHandle, unserializable_hook


def hook_on(leaf: torch.Tensor, hook: Callable[[torch.Tensor], None]) -> RemovableHandle:
    """Have `hook` called with each gradient that comes to `leaf`. Copies and files of the tensor are without it."""
    handle: RemovableHandle = leaf.register_hook(unserializable_hook(hook))  # type: ignore[no-untyped-call]
    return handle


def leave(leaf: torch.Tensor) -> None:
    """Leave `leaf` as it was before its first hook, where no hook is left.

    An empty set of hooks is looked into at every backward too, which takes half a microsecond. Within a backward,
    also that of another thread, it may be in use, and stays.
    """
    hooks: Any = leaf._backward_hooks  # noqa: SLF001  torch has no public word for it
    in_use = threading.active_count() > 1 or torch._C._current_graph_task_id() != -1  # noqa: SLF001
    if hooks is not None and not hooks and not in_use:
        leaf._backward_hooks = None  # noqa: SLF001
