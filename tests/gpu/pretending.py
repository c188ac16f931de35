"""A device that is not the CPU where there is no GPU: torch's own place for others, each tensor of which holds a CPU's.

As on a GPU, tensors must meet on it, NumPy can't see them, and a generator on the CPU can't draw for them. It shows
whether code depends on the CPU; nothing of CUDA, its driver or its timing.

    python -I pretending.py SOCKET fresh      serves one child as `grader.inside` does, this device in place of CUDA
"""

import sys
from typing import Any

import torch
from torch.utils import _pytree as trees
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

from grader.inside import __main__ as process
from grader.inside import device, one_device
from grader.wire.machine import Gpu

NAME = "pretended"
CPU = torch.device("cpu")
_KERNELS = torch.library.Library("aten", "IMPL")


class Held(torch.Tensor):
    """A tensor on the pretended device; `inside` is where its numbers are."""

    inside: torch.Tensor
    __torch_function__ = torch._C._disabled_torch_function_impl

    def __repr__(self, **_: object) -> str:
        return f"{self.inside}"

    def tolist(self) -> Any:
        """The numbers, which torch refuses to tell of a subclass."""
        return self.inside.tolist()

    def __format__(self, how: str) -> str:
        return format(self.inside, how)

    @classmethod
    def __torch_dispatch__(cls, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        name = func._schema.name
        if name == "aten::copy_":
            return _copy(args[1], args[0])
        if name == "aten::_to_copy":
            to = kwargs.get("device") or args[0].device
            copied = func(_unwrapped(args[0]), **{**kwargs, "device": CPU})
            return copied if to.type == "cpu" else held(copied)
        return _run(func, *args, **kwargs)


def held(inside: torch.Tensor) -> Held:
    """Return a tensor on the pretended device with these numbers."""
    outside = torch.Tensor._make_wrapper_subclass(
        Held, inside.shape, strides=inside.stride(), storage_offset=inside.storage_offset(), dtype=inside.dtype,
        layout=inside.layout, device=torch.device(NAME, 0),
    )  # fmt: skip
    outside.inside = inside
    return outside


def pretend() -> None:
    """Let torch know the device."""
    _setup_privateuseone_for_python_backend(NAME)
    for op in (torch.ops.aten.empty.memory_format, torch.ops.aten.empty_strided.default):
        _KERNELS.impl(op.name(), lambda *args, op=op, **kwargs: _run(op, *args, **kwargs), "PrivateUse1")
    _KERNELS.impl("aten::_copy_from", lambda source, target, _=None: _copy(source, target), "PrivateUse1")
    # What torch imports for the first such tensor takes seconds.
    torch.zeros(1, device=NAME)


class Pretended(device.Cuda):
    """In the place of CUDA; the GPU `broken` can't be started."""

    def start(self) -> Gpu:
        """Make the device known, and the default."""
        if self.name == "cuda:broken":
            raise device.UnusableError("CUDA-capable device(s) is/are busy or unavailable")
        pretend()
        one_device.make_default(NAME)
        return Gpu("Pretended", 8 * 1024**3, "0.1", "0.2")

    def peak_memory(self) -> int:
        """Some number."""
        return 1024


def _run(op: Any, *args: Any, **kwargs: Any) -> Any:
    tensors = [leaf for leaf in trees.tree_leaves((args, kwargs)) if isinstance(leaf, torch.Tensor)]
    if any(not isinstance(tensor, Held) and tensor.dim() > 0 for tensor in tensors):
        raise RuntimeError(f"Expected all tensors to be on the same device, but found at least two, cpu and {NAME}:0!")
    if kwargs.get("generator") is not None:
        raise RuntimeError(f"Expected a '{NAME}' device type for generator but found 'cpu'")
    result = op(*trees.tree_map(_unwrapped, args), **trees.tree_map(_unwrapped, kwargs))
    known = {id(tensor.inside): tensor for tensor in tensors if isinstance(tensor, Held)}

    def wrapped(leaf: Any) -> Any:
        if not isinstance(leaf, torch.Tensor):
            return leaf
        return known[id(leaf)] if id(leaf) in known else held(leaf)

    return trees.tree_map(wrapped, result)


def _unwrapped(value: Any) -> Any:
    return value.inside if isinstance(value, Held) else CPU if isinstance(value, torch.device) else value


def _copy(source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    _unwrapped(target).copy_(_unwrapped(source))
    return target


if __name__ == "__main__":
    device.Cuda = Pretended
    process.main(sys.argv[1:])
