"""Which values did the network have at times while it trained?"""

from collections import deque
from collections.abc import Iterable, Iterator

import torch
from torch import nn

from grader.inside.probes import state
from grader.inside.training_call import is_a, unwrapped
from grader.wire.messages import State
from grader.wire.observation import Look

MOST = 8
"""Looks that are spread evenly over the run; beside them there are those at powers of two."""
DENSE = 64
EVERY = 4
"""After DENSE calls only one in EVERY is a look: a copy takes 15 µs, a step of the lab's loop 150."""
MOST_NETWORKS = 8
"""Networks whose last look is kept: the best of several may be the one that counts."""
MOST_NUMBERS = 100_000
"""Numbers in one network: copying more would slow the student's loop down."""


MOST_JUMPS = 5
Values = list[tuple[str, torch.Tensor, bool]]


class Snapshots:
    """Copies the values of the network of the class `name` that was called last."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self.network: nn.Module | None = None
        self._calls = self._taken = 0
        self._stride = 1
        self._even: list[tuple[Look, Values]] = []
        self._early: list[tuple[Look, Values]] = []
        self._last: deque[tuple[Look, Values]] = deque(maxlen=MOST_NETWORKS)
        self._jumps: list[tuple[Look, Values]] = []

    def of(self, network: nn.Module) -> None:
        """Look at `network` from now on, where it is one of that class or holds one."""
        found = unwrapped(network, self._name)
        if is_a(found, self._name):
            if found is not self.network:
                self._last.append((Look(0, "passing"), []))
            self.network = found

    def take(self, step: int) -> None:
        """Look at the values after `step` optimizer steps, if it is time for a look."""
        self._calls += 1
        if self._calls > DENSE and self._calls % EVERY:
            return
        found = self._copied()
        if not found:
            return
        look = Look(step, "passing"), found
        self._last[-1] = look
        if self._taken & (self._taken - 1) == 0:
            self._early.append(look)
        elif self._taken % self._stride == 0:
            self._even.append(look)
        if len(self._even) > MOST:
            del self._even[::2]
            self._stride *= 2
        self._taken += 1

    def jumped(self, step: int, name: str, before: torch.Tensor) -> None:
        """Look at the values now, and with `before` in place of the parameter `name`."""
        after = self._copied()
        if after and len(self._jumps) < 2 * MOST_JUMPS:
            replaced = [(n, before if n == name else t, buffer) for n, t, buffer in after]
            self._jumps += [(Look(step, "before_jump"), replaced), (Look(step, "after_jump"), after)]

    def taken(self) -> Iterator[tuple[Look, Iterable[tuple[State, bytes]]]]:
        """Yield every look that was kept, the earliest first, and after them the jumps."""
        passing = {id(found): (look, found) for look, found in (*self._early, *self._even, *self._last) if found}
        in_order = sorted(passing.values(), key=lambda taken: taken[0].step)
        for look, found in (*in_order, *self._jumps):
            yield look, [state.encoded(name, t, buffer=buffer) for name, t, buffer in found]

    def _copied(self) -> Values:
        """Return the values as they are, nothing where there are none or too many."""
        if self.network is None:
            return []
        found = state.tensors(self.network)
        if any(nn.parameter.is_lazy(t) or t.is_meta for _, t, _ in found):
            return []
        if sum(t.numel() for _, t, _ in found) > MOST_NUMBERS:
            return []
        return [(name, t.detach().clone(), buffer) for name, t, buffer in found]
