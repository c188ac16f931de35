"""Did the values jump: at one optimizer step, or between two, much farther than at the steps before?"""

import contextlib
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.optim.optimizer import register_optimizer_step_pre_hook

from grader.inside.probes.readings import Readings, readings
from grader.inside.probes.snapshots import Snapshots

EVERY = 2
"""Values are copied before one step in so many, and a motion is that of so many steps: two copies take 8 µs."""
NEIGHBOURS = 10
FARTHER = 20.0
"""A tensor's motion this many times as long as the longest of its neighbours before it is looked at. A step must
be so also when each is divided by its learning rate: a rate that is made larger is no jump."""
LEAST = 0.1
"""A motion shorter than this share of the tensor's largest number changes no answer from far to near."""
TOGETHER = 200 * EVERY
"""Steps that are compared at once: a comparison takes a hundred microseconds."""


class Jumps:
    """Copies the values of the network that `snapshots` looks at before steps; a motion leads to the next copy.

    Whether a jump means anything is judged by the answers before and after it.
    """

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._handle: Any = None
        self._network: nn.Module | None = None
        self._tensors: list[Readings] = []
        self._rates: list[float] = []
        self._steps = self._first = self._compared = 0

    def __enter__(self) -> Self:
        self._handle = register_optimizer_step_pre_hook(self._before)
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.remove()
        with contextlib.suppress(Exception):
            self._compare()

    def _before(self, optimizer: torch.optim.Optimizer, _args: Any, _kwargs: Any) -> None:
        # Runs at every step of every training, so what nearly all steps need is all in here.
        try:
            if self._snapshots.network is not self._network:
                self._begin_anew()
            if len(self._rates) % EVERY == 0:
                for tensor in self._tensors:
                    if not tensor.read():
                        self._find_again()
                        break
            self._rates.append(_rate(optimizer))
            if len(self._rates) >= TOGETHER:
                self._compare_all()
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._network, self._tensors = None, []
        self._steps += 1

    def _begin_anew(self) -> None:
        self._compare()
        self._forget()
        self._network = self._snapshots.network
        self._tensors = [] if self._network is None else readings(self._network)

    def _compare_all(self) -> None:
        """Compare, and keep as many as the next are compared with."""
        self._compare()
        self._compared = NEIGHBOURS
        kept = NEIGHBOURS + 1
        self._first += len(self._rates) - EVERY * kept
        del self._rates[: -EVERY * kept]
        for tensor in self._tensors:
            tensor.forget_all_but(kept)

    def _forget(self) -> None:
        self._first, self._compared, self._rates = self._steps, 0, []

    def _find_again(self) -> None:
        """Go on with the tensors that have come in the place of others, where they are alike."""
        for tensor in self._tensors:
            tensor.forget_all_after(len(self._rates) // EVERY)
        now = [] if self._network is None else readings(self._network)
        if [tensor.form for tensor in now] == [tensor.form for tensor in self._tensors]:
            for new, old in zip(now, self._tensors, strict=True):
                new.goes_on_from(old)
        else:
            self._compare()
            self._forget()
        self._tensors = now
        for tensor in now:
            tensor.read()

    def _compare(self) -> None:
        """Compare each motion that is new with those before it."""
        count = (len(self._rates) - 1) // EVERY
        # The largest of each motion's steps; nan where one of them is no number.
        rates = np.array(self._rates[: EVERY * count]).reshape(-1, EVERY).max(axis=1)
        if not self._tensors or len(rates) <= self._compared:
            return
        with np.errstate(all="ignore"):
            motions = [tensor.motions() for tensor in self._tensors]
            far = np.array([_far(m, rates, tensor) for m, tensor in zip(motions, self._tensors, strict=True)])
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
