"""The tensors of torch.func's transforms, which wrap others."""

import torch


def under_way() -> bool:
    """Whether a transform is running now."""
    # `peek_interpreter_stack` makes torch copy a stack at each backward from then on.
    found: bool = torch._C._are_functorch_transforms_active()  # noqa: SLF001  torch has no public word for it
    return found


def wrapped(tensor: torch.Tensor) -> bool:
    """Whether `tensor` belongs to a transform and wraps another one."""
    found: bool = torch._C._functorch.is_functorch_wrapped_tensor(tensor)  # noqa: SLF001  as above
    return found


def inner(tensor: torch.Tensor) -> torch.Tensor:
    """Return the tensor with values of its own that `tensor` wraps, or is."""
    while wrapped(tensor):
        tensor = torch._C._functorch.get_unwrapped(tensor)  # noqa: SLF001  as above
    return tensor
