"""Copies of a network's tensors, taken quickly and often."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

MOST_NUMBERS = 10_000
READABLE = {
    torch.float16, torch.float32, torch.float64,
    torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8, torch.bool,
}  # fmt: skip


Way = tuple[
    Callable[[str], Any], str, torch.Tensor, Callable[[], int], int, Callable[[], bytes], Callable[[bytes], None]
]


class Readings:
    """Copies of the tensor at one place of a module. NumPy reads torch's own memory; from a GPU it is brought."""

    __slots__ = ("_address", "_copies", "_copy", "_holder", "_key", "_kind", "_tensor", "buffer", "name")

    def __init__(self, holder: dict[str, Any], key: str, name: str, *, buffer: bool) -> None:
        self.name, self.buffer = name, buffer
        self._holder, self._key = holder, key
        self._tensor: torch.Tensor = holder[key]
        self._address = self._tensor.data_ptr()
        memory = self._numbers()
        self._kind = memory.dtype
        self._copy: Callable[[], bytes] = memory.tobytes if self._tensor.is_cpu else lambda: self._numbers().tobytes()
        self._copies: list[bytes] = []

    @property
    def form(self) -> tuple[str, torch.Size, torch.dtype]:
        """What has to be the same for copies to be compared."""
        return self.name, self._tensor.shape, self._tensor.dtype

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return self._tensor.numel()

    @property
    def bytes(self) -> int:
        """How many bytes a copy has."""
        return self.size * self._tensor.element_size()

    @property
    def way(self) -> Way:
        """What a copy takes, each part at hand: `keep(copy())`.

        Not where `held(key)` is no longer `tensor`, or `place()`, where its memory lies, not `address`.
        """
        tensor = self._tensor
        return self._holder.get, self._key, tensor, tensor.data_ptr, self._address, self._copy, self._copies.append

    def moved(self) -> bool:
        """Whether the last copy differs from the first."""
        return bool(self._copies) and self._copies[0] != self._copies[-1]

    def goes_on_from(self, other: "Readings") -> None:
        """Take over the copies of a tensor of the same form."""
        self._copies = other._copies  # noqa: SLF001  one of its own kind

    def forget_all_after(self, first: int) -> None:
        """Keep the first copies only."""
        del self._copies[first:]

    def forget_all_but(self, last: int) -> None:
        """Keep the last copies only."""
        del self._copies[:-last]

    def motions(self) -> NDArray[Any]:
        """Return the largest change of a number from each copy to the next."""
        motions = np.diff(self._all(), axis=0)
        moved: NDArray[Any] = np.abs(motions, out=motions).max(axis=1)
        return moved.astype(np.float64)

    def largest(self, index: int) -> float:
        """Return the largest number, without its sign, in the copy at `index` and in the next."""
        return float(np.abs(self._all()[index : index + 2]).max())

    def values(self, index: int) -> torch.Tensor:
        """Return the tensor as it was at the copy of that index, on the CPU."""
        return torch.frombuffer(bytearray(self._copies[index]), dtype=self._tensor.dtype).reshape(self._tensor.shape)

    def _all(self) -> NDArray[Any]:
        numbers = np.frombuffer(b"".join(self._copies), self._kind).reshape(len(self._copies), -1)
        # Differences of whole numbers would wrap around.
        return numbers if numbers.dtype in (np.float32, np.float64) else numbers.astype(np.float64)

    def _numbers(self) -> NDArray[Any]:
        numbers: NDArray[Any] = self._tensor.detach().cpu().numpy().reshape(-1)
        return numbers


def readings(network: nn.Module) -> list[Readings]:
    """Return one for each tensor of the network, the smallest first, as many as are quickly copied."""
    found: list[Readings] = []
    seen = set[int]()
    for prefix, module in network.named_modules():
        for buffer in (False, True):
            holder = module._buffers if buffer else module._parameters  # noqa: SLF001  torch has no public word for them
            for key, tensor in holder.items():
                if tensor is None or id(tensor) in seen or not _readable(tensor):
                    continue
                seen.add(id(tensor))
                found.append(Readings(holder, key, f"{prefix}.{key}" if prefix else key, buffer=buffer))
    found.sort(key=lambda tensor: tensor.size)
    sizes = np.cumsum([tensor.size for tensor in found])
    return found[: int(np.searchsorted(sizes, MOST_NUMBERS, side="right"))]


def _readable(tensor: torch.Tensor) -> bool:
    if nn.parameter.is_lazy(tensor) or tensor.dtype not in READABLE:
        return False
    plain = tensor.layout == torch.strided and not tensor.is_meta
    return plain and tensor.is_contiguous() and tensor.numel() > 0
