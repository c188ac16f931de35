"""Did the values jump: at one optimizer step, or between two, much farther than at the steps before?"""

import contextlib
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from grader.inside.probes.readings import Readings, readings
from grader.inside.probes.snapshots import Snapshots

EVERY = 2
"""Values are copied before one step in so many, and a motion is that of so many steps: two copies take 2 to 8 µs."""
NEIGHBOURS = 10
EARLY = 5
"""Before there are so many neighbours, a motion must be farther than those of all tensors: where a parameter is one
number, chance can make one or two of its motions short."""
FARTHER = 20.0
"""A tensor's motion this many times as long as the longest of its neighbours before it is looked at. A step must
be so also when each is divided by its learning rate: a rate that is made larger is no jump."""
LEAST = 0.1
"""A motion shorter than this share of the tensor's largest number changes no answer from far to near."""
TOGETHER = 500
"""Motions that are compared at once: a comparison takes a hundred microseconds and more."""
MOST_BYTES = 8 * 1024**2
"""In all copies that wait for a comparison."""


class Jumps:
    """Copies the values of the network that `snapshots` looks at before steps; a motion leads to the next copy.

    `before` is to be called before every step, and `close` at the end. Whether a jump means anything is judged by the
    answers before and after it.
    """

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._network: nn.Module | None = None
        self._tensors: list[Readings] = []
        self._together = TOGETHER
        self._steps = self._first = self._compared = self._left = 0
        self._rates: list[float] = []
        """For each copy the largest learning rate of the steps after it; nan where one of them was no number."""
        self._optimizer: torch.optim.Optimizer | None = None
        self._given: Any = None
        self._rate = 1.0

    def close(self) -> None:
        """Compare what was not compared yet."""
        with contextlib.suppress(Exception):
            self._compare()

    def before(self, optimizer: torch.optim.Optimizer) -> None:
        """Copy the values if it is time for a copy, and compare if it is time for that. Never raises."""
        # Runs at every step of every training, so what nearly all steps need is all in here.
        self._steps += 1
        self._left -= 1
        try:
            groups = optimizer.param_groups
            if optimizer is not self._optimizer or len(groups) > 1 or groups[0].get("lr") is not self._given:
                self._see_rate(optimizer)
            if self._snapshots.network is not self._network:
                self._begin_anew()
            if self._left <= 0:
                self._left = EVERY
                for tensor in self._tensors:
                    if not tensor.read():
                        self._find_again()
                        break
                self._rates.append(self._rate)
                if len(self._rates) > self._together:
                    self._compare_all()
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._network, self._tensors = None, []

    def _see_rate(self, optimizer: torch.optim.Optimizer) -> None:
        """Take the rate of the step that begins, which belongs to the latest motion unless another one begins too."""
        self._rate = _rate(optimizer)
        self._given = optimizer.param_groups[0].get("lr")
        # A tensor is changed in place, and stays the same one: then it is looked at in every step.
        self._optimizer = None if isinstance(self._given, torch.Tensor) else optimizer
        if self._left > 0 and self._rates:
            self._rates[-1] = float(np.maximum(self._rates[-1], self._rate))

    def _begin_anew(self) -> None:
        self._compare()
        self._forget()
        self._left = 0
        self._network = self._snapshots.network
        self._read_from([] if self._network is None else readings(self._network))

    def _compare_all(self) -> None:
        """Compare, and keep as many as the next are compared with."""
        self._compare()
        self._compared = NEIGHBOURS
        kept = NEIGHBOURS + 1
        self._first += EVERY * (len(self._rates) - kept)
        del self._rates[:-kept]
        for tensor in self._tensors:
            tensor.forget_all_but(kept)

    def _forget(self) -> None:
        self._first, self._compared, self._rates = self._steps - 1, 0, []

    def _find_again(self) -> None:
        """Go on with the tensors that have come in the place of others, where they are alike."""
        for tensor in self._tensors:
            tensor.forget_all_after(len(self._rates))
        now = [] if self._network is None else readings(self._network)
        if [tensor.form for tensor in now] == [tensor.form for tensor in self._tensors]:
            for new, old in zip(now, self._tensors, strict=True):
                new.goes_on_from(old)
        else:
            self._compare()
            self._forget()
        self._read_from(now)
        for tensor in now:
            tensor.read()

    def _read_from(self, tensors: list[Readings]) -> None:
        self._tensors = tensors
        size = sum(tensor.bytes for tensor in tensors)
        self._together = min(TOGETHER, MOST_BYTES // max(size, 1))

    def _compare(self) -> None:
        """Compare each motion that is new with those before it."""
        rates = np.array(self._rates[:-1])
        if not self._tensors or len(rates) <= self._compared:
            return
        with np.errstate(all="ignore"):
            motions = [tensor.motions() for tensor in self._tensors]
            far = np.array([_far(m, rates, tensor) for m, tensor in zip(motions, self._tensors, strict=True)])
            longest = np.fmax.reduce(motions)
        for index in range(1, min(EARLY, len(rates))):
            far[:, index] &= longest[index] > FARTHER * longest[:index].max()
        far[:, : self._compared] = False
        for index in np.flatnonzero(far.any(axis=0)).tolist():
            farthest = int(np.argmax([m[index] if f[index] else 0.0 for m, f in zip(motions, far, strict=True)]))
            before, after = ({tensor.name: tensor.values(i) for tensor in self._tensors} for i in (index, index + 1))
            self._snapshots.jumped(self._first + EVERY * index, self._tensors[farthest].name, before, after)


def _far(motions: NDArray[Any], rates: NDArray[Any], tensor: Readings) -> NDArray[Any]:
    """Return of each motion whether it is far beyond those before it. The first has none before it."""
    far = np.concatenate([[False], motions[1:] > FARTHER * motions[:-1]])
    for compared in (motions, motions / rates):
        for index in np.flatnonzero(far).tolist():
            far[index] = compared[index] > FARTHER * compared[max(0, index - NEIGHBOURS) : index].max()
    for index in np.flatnonzero(far).tolist():
        far[index] = motions[index] > LEAST * tensor.largest(index)
    return far


def _rate(optimizer: torch.optim.Optimizer) -> float:
    """Return the largest learning rate of its groups. LBFGS chooses how far it goes, which is no number here."""
    groups = optimizer.param_groups
    if len(groups) == 1 and type(optimizer) is torch.optim.SGD:
        return float(groups[0]["lr"]) or 1.0
    if isinstance(optimizer, torch.optim.LBFGS):
        return float("nan")
    return float(max(group.get("lr", 1.0) for group in groups)) or 1.0
