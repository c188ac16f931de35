"""Did the values jump: at one optimizer step, or between two, much farther than at the steps before?"""

from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from grader.inside.probes.snapshots import Snapshots

NEIGHBOURS = 10
FARTHER = 20.0
"""A tensor's motion this many times as long as the longest of its neighbours before it is looked at. A step must
be so also when each is divided by its learning rate: a rate that is made larger is no jump."""
LEAST = 0.1
"""A motion shorter than this share of the tensor's own length changes no answer from far to near."""
MOST_NUMBERS = 10_000
READABLE = {
    torch.float16, torch.float32, torch.float64,
    torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8, torch.bool,
}  # fmt: skip
Numbers = NDArray[np.float64]


class _Slot:
    """A place in a module that holds a tensor, and that tensor's memory as NumPy sees it; of a GPU's, a copy."""

    def __init__(self, holder: dict[str, Any], key: str, name: str) -> None:
        self._holder, self._key = holder, key
        self.name = name
        self.tensor: torch.Tensor = holder[key]
        self._address = self.tensor.data_ptr()
        self.view = self._numbers()

    def refresh(self) -> Numbers:
        """Return the numbers that the tensor has now."""
        if not self.tensor.is_cpu:
            self.view = self._numbers()
        return self.view

    def _numbers(self) -> Numbers:
        numbers: Numbers = self.tensor.detach().cpu().numpy().reshape(-1)
        return numbers

    def holds(self) -> bool:
        """Whether the tensor is still the same, in the same place of the memory."""
        return self._holder.get(self._key) is self.tensor and self.tensor.data_ptr() == self._address


class Jumps:
    """Reads the values of the network that `snapshots` looks at before and after every step, tensor by tensor.

    NumPy reads torch's own memory: a step costs some microseconds more. What lies on a GPU is copied from there each
    time. Whether a jump means anything is judged by the answers before and after it.
    """

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._handles: list[Any] = []
        self._network: nn.Module | None = None
        self._slots: list[_Slot] = []
        self._starts: NDArray[np.intp] = np.empty(0, np.intp)
        self._now: Numbers = np.empty(0)
        self._last: Numbers = np.empty(0)
        self._motions: Numbers = np.empty((NEIGHBOURS, 0))
        self._by_rate: Numbers = np.empty((NEIGHBOURS, 0))
        self._seen = 0
        self._rate = 1.0
        self._steps = 0

    def __enter__(self) -> Self:
        self._handles = [
            register_optimizer_step_pre_hook(self._before),
            register_optimizer_step_post_hook(self._after),
        ]
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self._handles:
            handle.remove()

    def _before(self, _optimizer: Any, _args: Any, _kwargs: Any) -> None:
        """See whether the values changed since the last step; most loops never do that."""
        try:
            if self._read() and self._now.tobytes() != self._last.tobytes():
                self._moved(None)
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._network = None

    def _after(self, optimizer: Any, _args: Any, _kwargs: Any) -> None:
        try:
            self._steps += 1
            if not self._read():
                return
            if isinstance(optimizer, torch.optim.LBFGS):
                # It chooses how far each step goes.
                self._last[...] = self._now
            else:
                self._moved(max((abs(float(group.get("lr", 1.0))) for group in optimizer.param_groups), default=1.0))
        except Exception:  # noqa: BLE001  as above
            self._network = None

    def _read(self) -> bool:
        """Read the values. False where there is nothing to compare them with: then begin anew with these."""
        network = self._snapshots.network
        if network is None:
            return False
        known = network is self._network
        if not known or not all(slot.holds() for slot in self._slots):
            shapes = [slot.view.shape for slot in self._slots]
            self._network, self._slots = network, _slots(network)
            known = known and shapes == [slot.view.shape for slot in self._slots]
        if not self._slots:
            return False
        values = np.concatenate([slot.refresh() for slot in self._slots], dtype=np.float64, casting="unsafe")
        if known:
            self._now = values
            return True
        self._starts = np.cumsum([0, *(slot.view.size for slot in self._slots[:-1])])
        self._now, self._last, self._seen = values, values.copy(), 0
        self._motions, self._by_rate = np.zeros((2, NEIGHBOURS, len(self._slots)))
        return False

    # Values that explode would make NumPy warn, on the student's own stderr.
    @np.errstate(all="ignore")
    def _moved(self, rate: float | None) -> None:
        """Compare a motion with its neighbours; `rate` is the learning rate, None for one between two steps."""
        motions = self._lengths(self._now - self._last)
        by_rate = motions / (rate or self._rate)
        if self._seen:
            far = motions > FARTHER * self._motions.max(axis=0)
            if rate is not None:
                far &= by_rate > FARTHER * self._by_rate.max(axis=0)
            if far.any():
                lengths = np.maximum(self._lengths(self._now), self._lengths(self._last))
                far &= motions > LEAST * lengths
            if far.any():
                farthest = self._slots[int(np.argmax(np.where(far, motions, 0)))].name
                self._snapshots.jumped(self._steps, farthest, self._values_before())
        place = self._seen % NEIGHBOURS
        self._motions[place], self._by_rate[place] = motions, by_rate
        self._rate = rate or self._rate
        self._seen += 1
        self._last[...] = self._now

    def _lengths(self, change: Numbers) -> Numbers:
        lengths: Numbers = np.sqrt(np.add.reduceat(change * change, self._starts))
        return lengths

    def _values_before(self) -> dict[str, torch.Tensor]:
        parts = np.split(self._last, self._starts[1:])
        return {
            slot.name: torch.from_numpy(part.copy()).to(slot.tensor.dtype).reshape(slot.tensor.shape)
            for slot, part in zip(self._slots, parts, strict=True)
        }


def _slots(network: nn.Module) -> list[_Slot]:
    """Return where the network's values are, the smallest first, as many as are quickly read."""
    found: list[_Slot] = []
    seen = set[int]()
    for prefix, module in network.named_modules():
        for holder in (module._parameters, module._buffers):  # noqa: SLF001  torch has no public word for them
            for key, tensor in holder.items():
                if tensor is None or id(tensor) in seen or not _readable(tensor):
                    continue
                seen.add(id(tensor))
                found.append(_Slot(holder, key, f"{prefix}.{key}" if prefix else key))
    found.sort(key=lambda slot: slot.view.size)
    sizes = np.cumsum([slot.view.size for slot in found])
    return found[: int(np.searchsorted(sizes, MOST_NUMBERS, side="right"))]


def _readable(tensor: torch.Tensor) -> bool:
    if nn.parameter.is_lazy(tensor) or tensor.dtype not in READABLE:
        return False
    plain = tensor.layout == torch.strided and not tensor.is_meta
    return plain and tensor.is_contiguous() and tensor.numel() > 0
