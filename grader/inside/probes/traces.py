"""A few steps at random places, told so fully that another process can calculate their gradients anew.

What the observer says is claimed from within the student's interpreter. This asks nothing of it: what
a step used, and how far it moved, has to follow from inputs and values.
"""

import random
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_pre_hook

from grader.inside.probes import state
from grader.inside.probes.call_sites import Places
from grader.inside.probes.snapshots import Snapshots
from grader.inside.probes.step_round import MOST_NUMBERS, Named, StepRound
from grader.wire.messages import State, Trace

MOST = 16
FIRST = 5
"""The first step that is traced is one of the first few; the next is about eight times as far on, and so on."""


class Traces:
    """Traces steps of the network that `snapshots` looks at.

    `after` is to be called as step `due` has ended, and as each from there on has until `due` is another; and `close`
    at the end.
    """

    def __init__(self, send: Callable[[Trace, bytes], None], snapshots: Snapshots, places: Places, seed: int) -> None:
        self._send = send
        self._snapshots = snapshots
        self._places = places
        self._random = random.Random(f"traces {seed}")  # noqa: S311  hidden positions, not secrets
        self._steps = self._taken = self._depth = 0
        self.due = self._random.randint(1, FIRST - 1)
        self._round: StepRound | None = None
        self._used: Named = []
        self._rate: float | None = None
        self._watching: Any = None

    def close(self) -> None:
        """Trace no more."""
        self._leave()

    def after(self, steps: int, optimizer: torch.optim.Optimizer, *, watched: bool = False) -> None:
        """Begin to trace the next step, or finish with this one, the latest of so many. Never raises.

        Not where the next is `watched` too: code that trains otherwise while it is would show nothing here.
        """
        self._steps, self._depth = steps, 0
        try:
            if self._round is not None:
                self._finish(optimizer)
            elif not watched:
                self._begin()
        except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
            self._leave()

    def _begin(self) -> None:
        network = self._snapshots.network
        if network is None or sum(t.numel() for _, t, _ in state.tensors(network)) > MOST_NUMBERS:
            self._leave()
            return
        self._round = StepRound(network, self._places)
        self._watching = register_optimizer_step_pre_hook(self._before)

    def _before(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        """See what the step is about to use; one with a closure calculates its gradients itself.

        A step that calls another, as a subclass does, ends with the outermost.
        """
        self._depth += 1
        try:
            if self._depth > 1:
                # Or the step before it raised: then this one moves by what nobody saw.
                self._rate = None
                return
            if self._round is None:
                return
            self._round.close()
            self._rate = _rate(optimizer)
            closure = len(args) > 1 or bool(kwargs)
            self._used = [] if self._round.spoiled or closure else self._round.used(optimizer)
        except Exception:  # noqa: BLE001  as above
            self._leave()

    def _finish(self, optimizer: Any) -> None:
        round_, used = self._round, self._used
        rate = self._rate if _rate(optimizer) == self._rate else None
        self._leave()
        if round_ is None or not used:
            return
        parts: tuple[Named, ...] = (
            round_.values,
            [("", call.given, False) for call in round_.calls],
            [("", call.output, False) for call in round_.calls],
            [("", call.arrived, False) for call in round_.calls if call.arrived is not None],
            used,
            round_.after(used),
        )
        coded = [[state.encoded(name, tensor, buffer=buffer) for name, tensor, buffer in part] for part in parts]
        headers: list[tuple[State, ...]] = [tuple(header for header, _ in part) for part in coded]
        blob = b"".join(numbers for part in coded for _, numbers in part)
        self._taken += 1
        self._send(Trace(round_.training, rate, *headers), blob)

    def _leave(self) -> None:
        """Give the present round up, and choose the next."""
        if self._watching is not None:
            self._watching.remove()
        if self._round is not None:
            with suppress(Exception):
                self._round.close()
        self._round, self._watching, self._used, self._depth = None, None, [], 0
        later = self._steps + 1 + self._random.randint(self._steps * 5, self._steps * 8)
        self.due = later if self._taken < MOST else sys.maxsize


def _rate(optimizer: torch.optim.Optimizer) -> float | None:
    """Return the learning rate of plain gradient descent, None for other optimizers, or where hooks may change it."""
    hooks = optimizer._optimizer_step_pre_hooks or optimizer._optimizer_step_post_hooks  # noqa: SLF001  read only
    if type(optimizer) is not torch.optim.SGD or len(optimizer.param_groups) != 1 or hooks:
        return None
    group = optimizer.param_groups[0]
    if any(group.get(name) for name in ("momentum", "weight_decay", "dampening", "nesterov", "maximize")):
        return None
    rate = group["lr"]
    return float(rate) if isinstance(rate, int | float) else None
