"""All leaf tensors that were met: each has a number, and one who looks at its gradient."""

import weakref
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

from grader.inside.probes.parameter_gradient import ParameterGradient

MOST = 512
"""Tensors that are watched. Networks made anew at every step would have no end of them."""
MOST_NODES = 500


class Parameters:
    """Knows tensors by identity. `named` is told the name of each new one; `hook` gets its gradients."""

    def __init__(self, named: Callable[[str], None], hook: Callable[[ParameterGradient, torch.Tensor], None]) -> None:
        self._named = named
        self._hook = hook
        self._by_id: dict[int, ParameterGradient] = {}
        self._all: list[ParameterGradient] = []
        self._networks: weakref.WeakSet[nn.Module] = weakref.WeakSet()
        self._met: dict[int, weakref.ref[torch.Tensor]] = {}
        self.attached = False

    def __iter__(self) -> Iterator[ParameterGradient]:
        return (entry for entry in self._all if entry.parameter is not None)

    def attach(self) -> None:
        """Hook on to all of them, and from now on to each that is met."""
        self.attached = True
        for entry in self:
            entry.attach()

    def detach(self) -> None:
        """Let go of all of them."""
        self.attached = False
        for entry in self:
            entry.detach()

    def leave(self) -> None:
        """Leave no trace of hooks that were let go."""
        for entry in self:
            entry.leave()

    def know(self, tensor: Any, name: str = "") -> ParameterGradient | None:
        """Return who looks at `tensor`, None for one that takes no gradient or is one too many."""
        entry = self._by_id.get(id(tensor))
        if entry is not None and entry.parameter is tensor:
            if self.attached:
                entry.attach()
            return entry
        if not isinstance(tensor, torch.Tensor) or not (tensor.is_leaf and tensor.requires_grad):
            return None
        if len(self._all) >= MOST or nn.parameter.is_lazy(tensor):
            return None
        entry = ParameterGradient(tensor, len(self._all), self._hook)
        self._by_id[id(tensor)] = entry
        self._all.append(entry)
        self._named(name or f"parameter {entry.number}")
        entry.begin()
        if self.attached:
            entry.attach()
        return entry

    def meet(self, network: nn.Module) -> None:
        """Know all parameters of a network, by the names it has for them; they may be others than last time."""
        full = len(self._all) >= MOST
        if network not in self._networks or not (full or all(map(self._is_met_again, _parameters(network)))):
            self._networks.add(network)
            for name, parameter in network.named_parameters():
                self.know(parameter, name)

    def _is_met_again(self, parameter: torch.Tensor) -> bool:
        """Whether it is known. It may have needed no gradient when the others were hooked on to."""
        known = self._is_known(parameter)
        if known and self.attached:
            self._by_id[id(parameter)].attach()
        return known

    def _is_known(self, parameter: torch.Tensor) -> bool:
        entry = self._by_id.get(id(parameter))
        return entry is not None and entry.parameter is parameter

    def reach(self, loss: torch.Tensor) -> None:
        """Know the leaves that `loss` was calculated from, also such as belong to no module.

        Where there is a network, one of its own is only known when it is met again: before that it may be an
        output that was cut off.
        """
        nodes, seen = [loss.grad_fn], set[Any]()
        while nodes and len(seen) < MOST_NODES:
            node = nodes.pop()
            if node is None or node in seen:
                continue
            seen.add(node)
            leaf = getattr(node, "variable", None)
            if leaf is not None:
                met = self._met.get(id(leaf))
                self._met[id(leaf)] = weakref.ref(leaf)
                if not len(self._networks) or (met is not None and met() is leaf):
                    self.know(leaf)
            nodes += [follower for follower, _ in node.next_functions]

    def known(self, network: nn.Module) -> tuple[int, ...]:
        """Return the numbers of the network's parameters, of those that are known."""
        return tuple(self._by_id[id(p)].number for p in network.parameters() if self._is_known(p))

    def held(self, owner: Any) -> list[ParameterGradient]:
        """Return those that an optimizer or a module holds, or that an object of the student's has in a list."""
        if isinstance(owner, torch.optim.Optimizer):
            tensors = [p for group in owner.param_groups for p in group["params"]]
        elif isinstance(owner, nn.Module):
            tensors = list(owner.parameters())
        else:
            lists = [value for value in vars(owner).values() if isinstance(value, list | tuple)]
            tensors = [tensor for found in lists for tensor in found]
        return [entry for entry in map(self.know, tensors) if entry is not None]

    def numbers(self, owner: Any) -> tuple[int, ...]:
        """Return the numbers of those that `owner` holds."""
        return tuple(entry.number for entry in self.held(owner))


def _parameters(network: nn.Module) -> Iterator[torch.Tensor]:
    """Yield the network's parameters that take gradients; to ask it for them takes ten times as long."""
    waiting, seen = [network], {id(network)}
    while waiting:
        module = waiting.pop()
        yield from (p for p in module._parameters.values() if p is not None and p.requires_grad)  # noqa: SLF001  torch has no public word for it
        for inner in module._modules.values():  # noqa: SLF001  as above
            if inner is not None and id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)
