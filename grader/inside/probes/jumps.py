"""Did the values jump: at one optimizer step, or between two, much farther than at the steps before?"""

import contextlib
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from grader.inside.probes import state
from grader.inside.probes.optimizers import NOBODY
from grader.inside.probes.readings import Readings, Way, readings
from grader.inside.probes.snapshots import Snapshots

SHORT, LONG = 2, 32
SHARE = 40
"""Values are copied once in SHORT steps at first, and once in LONG after 1,280; between, the gaps grow with the steps.
A motion is that of so many. A copy takes 7 µs, and as much again in the steps after it, whose memory it has thrown out
of the cache; and what is learned in a few steps is learned early."""
NEIGHBOURS = 10
EARLY = 5
"""Before there are so many neighbours, a motion must be farther than those of all tensors: where a parameter is one
number, chance can make one or two of its motions short."""
FARTHER = 20.0
"""A tensor's motion this many times as long as the longest of its neighbours before it is looked at. A step must
be so also when each is divided by its learning rate: a rate that is made larger is no jump."""
LEAST = 0.1
"""A motion shorter than this share of the tensor's largest number changes no answer from far to near."""
MOST_OPTIMIZERS = 8
"""Optimizers after whose first step there is a copy."""
TOGETHER = 500
"""About how many motions are compared at once: a comparison takes a hundred microseconds and more."""
SHOWN = 8
"""Copies of those that were compared together that are kept as looks."""
MOST_BYTES = 8 * 1024**2
"""In all copies that wait for a comparison."""

Counted = Callable[[int, torch.optim.Optimizer], None]


class Jumps:
    """Copies the values of the network that `snapshots` looks at; a motion leads from each copy to the next.

    `after` is to be called before steps that are told of and when steps have ended; `close` at the end, and before
    `snapshots` goes on to another network. Whether a jump means anything is judged by the answers before and after it.
    """

    __slots__ = (
        "_at", "_compared", "_due", "_given", "_lost", "_met", "_network", "_optimizer", "_rate", "_rates",
        "_snapshots", "_tensors", "_together", "_ways", "_whole", "beside",
    )  # fmt: skip

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._network: nn.Module | None = None
        self._tensors: list[Readings] = []
        self._ways: list[Way] = []
        self._together = TOGETHER
        self._compared = self._due = 0
        self.beside: Counted = lambda _steps, _optimizer: None
        """Called with each copy, as a step has ended: what is to be looked at then costs little more."""
        self._whole = False
        self._lost: int | None = None
        snapshots.leaving = self.close
        self._at: list[int] = []
        """For each copy how many steps had ended."""
        self._rates: list[float] = []
        """For each copy the largest learning rate that was seen from it to the next; nan where one was no number."""
        self._optimizer: weakref.ref[torch.optim.Optimizer] = NOBODY
        self._given: Any = None
        self._rate = 1.0
        self._met: weakref.WeakSet[torch.optim.Optimizer] = weakref.WeakSet()

    @property
    def complete(self) -> bool:
        """Whether the copies are all that the network has, and it is what trains: then it need not be looked at too."""
        return self._whole and any(tensor.moved() for tensor in self._tensors if not tensor.buffer)

    def earlier(self, lost: int | None) -> int | None:
        """Return after how many steps copied parameters were first no numbers, if that was before `lost`; or `lost`."""
        return lost if lost is None or self._lost is None else min(lost, self._lost)

    def close(self) -> None:
        """Compare what was not compared yet."""
        with contextlib.suppress(Exception):
            self._compare()

    def after(self, steps: int, optimizer: torch.optim.Optimizer) -> int:
        """Copy the values if it is time for a copy, and compare if it is time for that. Never raises.

        `optimizer` made the last of so many steps, or is about to make the next. Returns after how many there is to be
        another copy.
        """
        # Runs at many steps of every training, so what nearly all of them need is all in here.
        try:
            groups = optimizer.param_groups
            if optimizer is not self._optimizer() or len(groups) > 1 or groups[0].get("lr") is not self._given:
                self._see_rate(optimizer)
            if self._snapshots.network is not self._network:
                self._begin_anew()
            elif steps < self._due:
                return self._due
            for held, key, tensor, place, address, copy, keep in self._ways:
                if held(key) is not tensor or place() != address:
                    self._find_again()
                    break
                keep(copy())
            self._at.append(steps)
            self._rates.append(self._rate)
            self.beside(steps, optimizer)
            if len(self._at) > self._together:
                self._compare_all()
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._network, self._tensors, self._ways = None, [], []
        self._due = steps + apart(steps)
        return self._due

    def _see_rate(self, optimizer: torch.optim.Optimizer) -> None:
        """Take the rate of the step that has ended, or that begins, which belongs to the latest motion."""
        self._rate = _rate(optimizer)
        self._given = optimizer.param_groups[0].get("lr")
        # A tensor is changed in place, and stays the same one: then its value is looked at each time.
        self._optimizer = NOBODY if isinstance(self._given, torch.Tensor) else weakref.ref(optimizer)
        if optimizer not in self._met and len(self._met) < MOST_OPTIMIZERS:
            # Its first step may be its only one.
            self._met.add(optimizer)
            self._due = 0
        if self._rates:
            self._rates[-1] = float(np.maximum(self._rates[-1], self._rate))

    def _is_whole(self) -> bool:
        return self._network is not None and len(self._tensors) == len(state.tensors(self._network))

    def _begin_anew(self) -> None:
        self._forget()
        self._network = self._snapshots.network
        self._read_from([] if self._network is None else readings(self._network))

    def _compare_all(self) -> None:
        """Compare, and keep as many as the next are compared with."""
        self._compare()
        self._compared = NEIGHBOURS
        kept = NEIGHBOURS + 1
        del self._at[:-kept], self._rates[:-kept]
        for tensor in self._tensors:
            tensor.forget_all_but(kept)

    def _forget(self) -> None:
        self._compared, self._at, self._rates = 0, [], []

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
        for _, _, _, _, _, copy, keep in self._ways:
            keep(copy())

    def _read_from(self, tensors: list[Readings]) -> None:
        self._tensors, self._ways = tensors, [tensor.way for tensor in tensors]
        self._whole = self._is_whole()
        size = sum(tensor.bytes for tensor in tensors)
        self._together = min(TOGETHER, MOST_BYTES // max(size, 1))

    def _compare(self) -> None:
        """Compare each motion that is new with those before it."""
        self._show()
        rates = np.array(self._rates[:-1])
        if not self._tensors or len(rates) <= self._compared:
            return
        with np.errstate(all="ignore"):
            motions = [tensor.motions() for tensor in self._tensors]
            far = np.array([_far(m, rates, tensor) for m, tensor in zip(motions, self._tensors, strict=True)])
            longest = np.fmax.reduce(motions)
        self._see_lost([m for m, tensor in zip(motions, self._tensors, strict=True) if not tensor.buffer])
        for index in range(1, min(EARLY, len(rates))):
            far[:, index] &= longest[index] > FARTHER * longest[:index].max()
        far[:, : self._compared] = False
        for index in np.flatnonzero(far.any(axis=0)).tolist():
            farthest = int(np.argmax([m[index] if f[index] else 0.0 for m, f in zip(motions, far, strict=True)]))
            name = self._tensors[farthest].name
            self._snapshots.jumped(self._at[index], name, self._values(index), self._values(index + 1))

    def _see_lost(self, motions: list[NDArray[Any]]) -> None:
        if self._lost is None and motions:
            lost = np.flatnonzero(~np.isfinite(motions).all(axis=0))
            self._lost = self._at[int(lost[0]) + 1] if lost.size else None

    def _show(self) -> None:
        """Have some of the copies that are new kept as looks, the last among them, where they are the whole network."""
        # The network may have been given more since its tensors were found.
        self._whole = self._is_whole()
        if not self.complete:
            return
        first = self._compared + 1 if self._compared else 0
        chosen = np.linspace(first, len(self._at) - 1, min(SHOWN, len(self._at) - first)).astype(int).tolist()
        for index in chosen:
            self._snapshots.passed(self._at[index], [(t.name, t.values(index), t.buffer) for t in self._tensors])

    def _values(self, index: int) -> dict[str, torch.Tensor]:
        return {tensor.name: tensor.values(index) for tensor in self._tensors}


def apart(steps: int) -> int:
    """Return how many steps the next copy comes after one that was taken when so many had ended."""
    return min(LONG, max(SHORT, steps // SHARE))


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
