"""Which values did the network have at times while it trained?"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import torch
from torch import nn

from grader.inside.probes import state, transforms
from grader.inside.training_call import is_a, unwrapped
from grader.wire.messages import State
from grader.wire.observation import LOOKED_AT, Look

MOST = 8
"""Looks that are spread evenly over the run; beside them there are those at powers of two."""
DENSE = 64
EVERY = 4
"""After DENSE calls only one in EVERY is a look: a copy takes 15 µs, a step of the lab's loop 150."""
MOST_NETWORKS = 8
"""Networks whose last look is kept: the best of several may be the one that counts."""
LARGE = 100_000
"""Numbers in one network: of a larger one the first look and the last are kept, and it is copied more seldom."""
MOST_JUMPS = 8
Values = list[tuple[str, torch.Tensor, bool]]


class Snapshots:
    """Copies the values of the network of the class `name` that was called last; until one is, of any that can train.

    An empty name stands for none.
    """

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._called: nn.Module | None = None
        self.leaving: Callable[[], None] = lambda: None
        """Called before another network takes the place of the present one."""
        self.network: nn.Module | None = None
        self._calls = self._taken = self._next = 0
        self._stride = 1
        self._even: list[tuple[Look, Values]] = []
        self._early: list[tuple[Look, Values]] = []
        self._last: deque[tuple[Look, Values]] = deque(maxlen=MOST_NETWORKS)
        self._jumps: dict[str, list[tuple[Look, Values]]] = {}
        self._begun: Values = []

    def of(self, network: nn.Module) -> None:
        """Look at `network` from now on, where it is one of that class or holds one."""
        if network is self._called and not transforms.under_way():
            return
        self._called = network
        found = unwrapped(network, self._name)
        if is_a(found, self._name) or self._stands_in(found):
            if found is not self.network:
                self.leaving()
                self._last.append((Look(0, "passing"), []))
                self._begun = []
            self.network = found
            if transforms.under_way() and any(map(transforms.wrapped, found.parameters())) and self._due():
                # torch.func calculates with values of its own, which no hook on gradients sees.
                self._keep(
                    self._last[-1][0].step,
                    _copied([(n, transforms.inner(t), buffer) for n, t, buffer in state.tensors(found)]),
                )

    def _stands_in(self, network: nn.Module) -> bool:
        """Whether it trains, of whatever class, and none of the class that is asked for was called."""
        of_the_class = self.network is not None and is_a(self.network, self._name)
        return bool(self._name) and not of_the_class and any(p.requires_grad for p in nn.Module.parameters(network))

    def take(self, step: int, leaves: Iterable[torch.Tensor | None] = ()) -> None:
        """Look at the values after `step` optimizer steps, if it is time for a look.

        Where the network stays as it was, tensors among `leaves` that have the shapes of its parameters are
        what trains: their values are to be copied into it.
        """
        if self.network is None or not self._due():
            return
        found = state.tensors(self.network)
        begun = {name: t for name, t, _ in self._begun}
        if self._begun and all(name in begun and torch.equal(t, begun[name]) for name, t, b in found if not b):
            found = _standing_in(found, leaves)
        copied = _copied(found)
        self._begun = self._begun or copied
        self._keep(step, copied)

    def passed(self, step: int, found: Values) -> None:
        """Keep all values that the network had after `step` steps."""
        if self.network is not None:
            self._keep(step, found)

    def jumped(self, step: int, name: str, before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> None:
        """Keep the values before and after a jump, by name; others are as now. `name` jumped farthest.

        Of each such tensor the last jump is kept.
        """
        if self.network is None or (len(self._jumps) >= MOST_JUMPS and name not in self._jumps):
            return
        now = _copied(state.tensors(self.network))
        if now and _size(now) <= LARGE:
            pair = (Look(step, "before_jump"), before), (Look(step, "after_jump"), after)
            self._jumps[name] = [(look, [(n, then.get(n, t), b) for n, t, b in now]) for look, then in pair]

    def taken(self) -> Iterator[tuple[Look, Iterable[tuple[State, bytes]]]]:
        """Yield every look that was kept, the earliest first, and after them the jumps."""
        passing = {id(found): (look, found) for look, found in (*self._early, *self._even, *self._last) if found}
        in_order = sorted(passing.values(), key=lambda taken: taken[0].step)
        for look, found in (*in_order, *chain.from_iterable(self._jumps.values())):
            yield look, [state.encoded(name, t, buffer=buffer) for name, t, buffer in found]

    def _due(self) -> bool:
        self._calls += 1
        return self._calls >= self._next and (self._calls <= DENSE or self._calls % EVERY == 0)

    def _keep(self, step: int, found: Values) -> None:
        if not found:
            return
        look = Look(step, "passing"), found
        if step >= self._last[-1][0].step:
            self._last[-1] = look
        size = _size(found)
        if size > LARGE:
            self._next = self._calls + EVERY * size // LARGE
            self._early = self._early or [look]
            return
        if self._taken & (self._taken - 1) == 0:
            self._early.append(look)
        elif self._taken % self._stride == 0:
            self._even.append(look)
        if len(self._even) > MOST:
            del self._even[::2]
            self._stride *= 2
        self._taken += 1


def _copied(found: Values) -> Values:
    """Return the values as they are, nothing where there are none or too many."""
    if any(nn.parameter.is_lazy(t) or t.is_meta for _, t, _ in found) or _size(found) > LOOKED_AT:
        return []
    return [(name, t.detach().clone(), buffer) for name, t, buffer in found]


def _size(found: Values) -> int:
    return sum(t.numel() for _, t, _ in found)


def _standing_in(found: Values, leaves: Iterable[torch.Tensor | None]) -> Values:
    """Return the values with other leaves in place of the parameters, as they are where not each finds one."""
    own = {id(t) for _, t, _ in found}
    others = [leaf for leaf in leaves if leaf is not None and id(leaf) not in own]
    instead: Values = []
    for name, tensor, buffer in found:
        turned = tensor.shape[::-1]
        place = next((i for i, t in enumerate(others) if t.shape in (tensor.shape, turned)), None)
        if buffer:
            instead.append((name, tensor, buffer))
        elif place is None:
            return found
        else:
            leaf = others.pop(place)
            instead.append((name, leaf if leaf.shape == tensor.shape else leaf.T, buffer))
    return instead
