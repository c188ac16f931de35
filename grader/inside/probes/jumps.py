"""Did the values jump: at one optimizer step, or between two, much farther than at the steps before?"""

from collections import deque
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from grader.inside.probes.snapshots import Snapshots

NEIGHBOURS = 10
FARTHER = 20.0
"""A motion this many times as long as the longest of its neighbours before it is looked at."""
MOST_NUMBERS = 10_000


class Jumps:
    """Reads the largest parameter of the network that `snapshots` looks at before and after every step.

    NumPy reads torch's own memory: a step costs about 2 µs more. What lies on a GPU is copied from there each time.
    Whether a jump means anything is judged by the answers before and after it.
    """

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._handles: list[Any] = []
        self._network: nn.Module | None = None
        self._name = ""
        self._parameter: torch.Tensor | None = None
        self._address = 0
        self._now: NDArray[Any] = np.empty(0)
        self._last: NDArray[Any] = np.empty(0)
        self._motions: deque[float] = deque(maxlen=NEIGHBOURS)
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
            if self._same() and self._now.tobytes() != self._last.tobytes():
                self._moved()
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._network = None

    def _after(self, _optimizer: Any, args: Any, kwargs: Any) -> None:
        try:
            self._steps += 1
            if not self._same():
                return
            if len(args) > 1 or kwargs:
                # A closure may have been called often: such a step is as long as many.
                self._last[...] = self._now
            else:
                self._moved()
        except Exception:  # noqa: BLE001  as above
            self._network = None

    def _same(self) -> bool:
        """Whether the numbers are still those of the parameter; otherwise begin anew with the present one."""
        network, parameter = self._snapshots.network, self._parameter
        if network is None:
            return False
        if network is self._network and parameter is not None and parameter.data_ptr() == self._address:
            if not parameter.is_cpu:
                self._now = _numbers(parameter)
            return True
        if network is not self._network:
            self._network, self._motions = network, deque(maxlen=NEIGHBOURS)
            found = [(n, p) for n, p in nn.Module.named_parameters(network) if p.requires_grad and not p.is_meta]
            self._name, self._parameter = max(found, key=lambda pair: pair[1].numel())
            self._last = np.empty(0)
        assert self._parameter is not None
        self._address = self._parameter.data_ptr()
        self._now = _numbers(self._parameter)
        if self._last.shape == self._now.shape:
            return True
        self._last = self._now.copy()
        return False

    def _moved(self) -> None:
        change = (self._now - self._last).ravel()
        motion = float(np.dot(change, change)) ** 0.5
        if len(self._motions) == NEIGHBOURS and motion > FARTHER * max(self._motions):
            self._snapshots.jumped(self._steps, self._name, torch.from_numpy(self._last.copy()))
        self._motions.append(motion)
        self._last[...] = self._now


def _numbers(parameter: torch.Tensor) -> NDArray[Any]:
    """Return the very memory of a parameter on the CPU, and a copy of another's; nothing of one that is large."""
    return parameter.detach().cpu().numpy() if parameter.numel() <= MOST_NUMBERS else np.empty(0)
