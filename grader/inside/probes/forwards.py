"""What the network is called with, and whether an output is gone back through again after a step."""

import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from grader.inside.probes import transforms
from grader.wire.training import InputsSeen

Hook = Callable[..., Any]
FEW = 64
"""Entries that are looked at one by one; of larger inputs the extremes are, and the first of them."""


class Forwards:
    """Watches the outermost module calls with global hooks, which leave no trace in the modules themselves.

    `met` gets each network that is called, `reused` is called for each output that was gone back through
    before an earlier step already; `step` says how many there were. `deaf` makes of a hook one during which calls
    are not listened to. `alike` says whether all inputs so far were the same.
    """

    def __init__(
        self,
        deaf: Callable[[Hook], Hook],
        met: Callable[[nn.Module], None],
        reused: Callable[[], None],
        step: Callable[[], int],
    ) -> None:
        # A compiled module warns that our hooks see it twice; the student has nothing to do with that.
        warnings.filterwarnings("ignore", "Using `torch.compile.module.` when there are global hooks", UserWarning)
        self._hooks = deaf(self._called), deaf(self._answered)
        self._met = met
        self._reused = reused
        self._step = step
        self._handles: list[Any] = []
        self._outermost: nn.Module | None = None
        self._calls = self._dims = 0
        self._batch: int | None = None
        self._integers = self.alike = True
        self._first: list[float] | None = None
        self._low: float | None = None
        self._high: float | None = None

    @property
    def inputs(self) -> InputsSeen | None:
        """What was given in all calls that were watched, None where none was."""
        if not self._calls:
            return None
        return InputsSeen(self._calls, self._dims, self._batch, self._integers, self._low, self._high, alike=self.alike)

    def attach(self) -> None:
        """Begin to watch."""
        called, answered = self._hooks
        self._handles = [
            register_module_forward_pre_hook(called),
            register_module_forward_hook(answered),
        ]

    def detach(self) -> None:
        """Stop watching."""
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def next(self) -> None:
        """Take the next call as an outermost one, also when the one before never returned."""
        self._outermost = None

    def _called(self, module: nn.Module, inputs: Any) -> None:
        if torch.compiler.is_compiling() or self._outermost is not None:
            return
        # A loss module is called like a network, with outputs.
        if type(module).__module__ == "torch.nn.modules.loss":
            return
        self._outermost = module
        self._met(module)
        given = inputs[0] if inputs else None
        if isinstance(given, torch.Tensor) and torch.is_grad_enabled() and not transforms.wrapped(given):
            self._note(given.detach())

    def _answered(self, module: nn.Module, _inputs: Any, output: Any) -> None:
        if torch.compiler.is_compiling() or module is not self._outermost:
            return
        self._outermost = None
        node = output.grad_fn if isinstance(output, torch.Tensor) and not transforms.wrapped(output) else None
        if node is None:
            return
        first_used: list[int] = []

        def gone_through(_gradients: Any) -> None:
            now = self._step()
            if first_used and now > first_used[0]:
                self._reused()
            first_used[:1] = first_used[:1] or [now]

        node.register_prehook(gone_through)

    def _note(self, given: torch.Tensor) -> None:
        few = [] if given.is_complex() else _few(given)
        low, high, integers = _range(given, few)
        self._first = few if self._first is None else self._first
        self.alike = self.alike and given.numel() == len(few) and few == self._first
        self._low, self._high = _extreme(min, low, self._low), _extreme(max, high, self._high)
        self._integers = self._integers and integers
        self._calls += 1
        self._dims = given.dim()
        self._batch = given.shape[0] if self._dims > 1 else None


def _few(given: torch.Tensor) -> list[float]:
    flat = given.flatten()
    found: list[float] = (flat if flat.numel() <= FEW else flat[:FEW]).tolist()
    return found


def _range(given: torch.Tensor, few: list[float]) -> tuple[float | None, float | None, bool]:
    if not few:
        return None, None, False
    low, high = min(few), max(few)
    if given.numel() > FEW:
        low, high = (extreme.item() for extreme in torch.aminmax(given))
    finite = abs(low) < float("inf") and abs(high) < float("inf")
    if not finite:
        return None, None, False
    return float(low), float(high), all(map(float.is_integer, map(float, few)))


def _extreme(which: Callable[[float, float], float], one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else which(one, other)
