"""What parameters and buffers does a network have, and what are their values?"""

from collections.abc import Iterator

import numpy as np
import torch
from torch import nn

from grader.inside.faults import Lacking
from grader.wire.frames import MAX_BLOB
from grader.wire.messages import State
from grader.wire.observation import Network, Parameter

MAX_TENSORS = 2000
MAX_TOTAL = 192 * 1024**2
"""Bytes of one network."""
SAME_BITS = {torch.bfloat16: torch.int16}
"""Types NumPy lacks travel as integers of the same bits."""


def tensors(network: nn.Module) -> list[tuple[str, torch.Tensor, bool]]:
    """Return name and tensor of every parameter and buffer, and whether it is a buffer."""
    parameters = [(name, p, False) for name, p in nn.Module.named_parameters(network)]
    return parameters + [(name, b, True) for name, b in nn.Module.named_buffers(network)]


def describe(network: nn.Module, others: tuple[str, ...] = ()) -> Network:
    """Return the network's parameters and buffers; a tensor that is used twice is listed once."""
    parameters = [Parameter(name, _shape(p), p.requires_grad) for name, p in nn.Module.named_parameters(network)]
    buffers = [Parameter(name, _shape(b), None) for name, b in nn.Module.named_buffers(network)]
    return Network(type(network).__name__, tuple((parameters + buffers)[:MAX_TENSORS]), others)


def values(network: nn.Module) -> Iterator[tuple[State, bytes]]:
    """Yield every parameter and buffer as raw bytes. Raises `Lacking` for one that has no values, or for too many."""
    found = tensors(network)
    size = sum(tensor.numel() * tensor.element_size() for _, tensor, _ in found if not nn.parameter.is_lazy(tensor))
    if len(found) > MAX_TENSORS or size > MAX_TOTAL:
        raise Lacking(
            "too_large",
            f"expected a network of at most {MAX_TENSORS} tensors and {MAX_TOTAL // 1024**2} MiB; "
            f"found {len(found)} tensors and {size // 1024**2} MiB",
        )
    for name, tensor, buffer in found:
        yield encoded(name, tensor, buffer=buffer)


def encoded(name: str, tensor: torch.Tensor, *, buffer: bool) -> tuple[State, bytes]:
    """Return one tensor as raw bytes. Raises `Lacking` where it has no values, or more than can be sent."""
    if tensor.is_meta or nn.parameter.is_lazy(tensor):
        raise Lacking("no_values", f"expected `{name}` to hold numbers; found a tensor without any")
    if tensor.numel() * tensor.element_size() > MAX_BLOB:
        raise Lacking(
            "too_large",
            f"expected `{name}` to take at most {MAX_BLOB // 1024**2} MiB; found {tensor.numel()} numbers",
        )
    plain = tensor.detach().cpu().contiguous()
    if plain.dtype in SAME_BITS:
        plain = plain.view(SAME_BITS[plain.dtype])
    return State(name, tuple(tensor.shape), _dtype(tensor), buffer), plain.numpy().tobytes()


def decoded(header: State, blob: bytes) -> torch.Tensor:
    """Return the tensor that was `encoded`."""
    dtype = getattr(torch, header.dtype)
    carrier = SAME_BITS.get(dtype, dtype)
    plain = np.frombuffer(bytearray(blob), dtype=str(carrier).removeprefix("torch.")).reshape(header.shape)
    return torch.from_numpy(plain).view(dtype)


def restore(network: nn.Module, state: list[tuple[State, bytes]]) -> None:
    """Copy the trained values into a freshly built network. Raises `Lacking` where they don't fit."""
    own = {name: tensor for name, tensor, _ in tensors(network)}
    given = {s.name: (s, blob) for s, blob in state}
    if own.keys() != given.keys():
        only_trained, only_fresh = sorted(given.keys() - own.keys()), sorted(own.keys() - given.keys())
        raise Lacking(
            "not_reproducible",
            "expected the trained network to have the same parameters as a newly built one; found "
            f"{_names(only_trained)} only in the trained one and {_names(only_fresh)} only in the new one",
        )
    with torch.no_grad():
        for name, tensor in own.items():
            header, blob = given[name]
            if _shape(tensor) != header.shape:
                raise Lacking(
                    "not_reproducible",
                    f"expected `{name}` to have the shape {list(_shape(tensor))} of a newly built network; "
                    f"found {list(header.shape)} after training",
                )
            if header.dtype.startswith("complex") and not tensor.is_complex():
                raise Lacking(
                    "not_reproducible",
                    f"expected `{name}` to hold {_dtype(tensor)} numbers, as in a newly built network; "
                    f"found {header.dtype} after training",
                )
            tensor.copy_(decoded(header, blob))


def _shape(tensor: torch.Tensor) -> tuple[int, ...]:
    return () if nn.parameter.is_lazy(tensor) else tuple(tensor.shape)


def _dtype(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:5]) + (" …" if len(names) > 5 else "") or "nothing"  # noqa: PLR2004
