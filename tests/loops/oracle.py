"""An independent judge of loops: what each update used, against gradients calculated functionally.

It shares nothing with the observer. At every backward the gradient of that loss alone is calculated by
`autograd.grad`; at every update, what was used is compared with the sums of the latest of them. It runs only
programs of ours, so it may replace torch's functions while it does.
"""

import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import torch
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

Tensor = torch.Tensor
BACKWARD, GRAD = torch.autograd.backward, torch.autograd.grad
TOLERANCE = {True: 2e-5, False: 1e-2}
"""As a share of the largest entry: where gradients are compared, and where changes of values are."""


@dataclass
class Leaf:
    """One parameter: `given` has the gradient of each backward so far, those from `unused` on are new."""

    tensor: Tensor
    given: list[Tensor] = field(default_factory=list)
    unused: int = 0
    updates: int = 0
    values: Tensor | None = None
    functional: Tensor | None = None


class Oracle:
    """Follows one run. `right` says whether every update used each new gradient, and nothing else."""

    def __init__(self) -> None:
        self._leaves: dict[int, Leaf] = {}
        self._outputs: dict[Any, int] = {}
        self._in_step = False
        self._optimizer_steps = 0
        self.updates: list[str] = []
        self.stale_outputs = 0

    @property
    def right(self) -> bool:
        """Whether all updates but the first, which may have come too early, were by all new gradients."""
        later = self.updates[1:] if self.updates[:1] == ["empty"] else self.updates
        again = any(leaf.updates > 1 for leaf in self._leaves.values())
        return again and set(later) == {"fresh"} and self.stale_outputs < 2

    @contextlib.contextmanager
    def following(self) -> Iterator[None]:
        """Replace torch's functions, and put them back."""
        handles = [
            register_optimizer_step_pre_hook(self._before_step),
            register_optimizer_step_post_hook(self._after_step),
            register_module_forward_hook(self._output),
        ]
        with (
            mock.patch.object(torch.autograd, "backward", self._backward),
            mock.patch.object(torch.autograd, "grad", self._grad),
        ):
            yield
        self._look_for_hand_updates()
        for handle in handles:
            handle.remove()

    def _output(self, _module: Any, _inputs: Any, output: Tensor) -> None:
        self._look_for_hand_updates()
        if output.grad_fn is not None:
            self._outputs[output.grad_fn] = len(self.updates)

    def _backward(
        self, tensors: Any, grad_tensors: Any = None, retain_graph: Any = None, *args: Any, **kw: Any
    ) -> None:
        self._look_for_hand_updates()
        losses = [tensors] if isinstance(tensors, Tensor) else list(tensors)
        nodes = _nodes(losses)
        self.stale_outputs += any(self._outputs.get(node, len(self.updates)) < len(self.updates) for node in nodes)
        leaves = [self._leaf(t) for t in dict.fromkeys(getattr(n, "variable", None) for n in nodes) if t is not None]
        if leaves:
            found = GRAD([loss.sum() for loss in losses], [leaf.tensor for leaf in leaves], retain_graph=True)
            for leaf, gradient in zip(leaves, found, strict=True):
                leaf.given.append(gradient.detach().clone())
        BACKWARD(tensors, grad_tensors, retain_graph, *args, **kw)
        if self._in_step:
            self._used(leaves, [leaf.tensor.grad for leaf in leaves], exact=True)

    def _grad(self, *args: Any, **kw: Any) -> Any:
        self._look_for_hand_updates()
        tensors = kw.get("inputs", args[1] if len(args) > 1 else ())
        found = GRAD(*args, **kw)
        for tensor, gradient in zip(tensors, found, strict=True):
            self._leaf(tensor).functional = gradient.detach().clone()
        return found

    def _before_step(self, _optimizer: Any, args: Any, kwargs: Any) -> None:
        self._in_step = "closure" in kwargs or (len(args) > 1 and args[1] is not None)

    def _after_step(self, optimizer: Any, _args: Any, _kwargs: Any) -> None:
        self._optimizer_steps += 1
        if not self._in_step:
            held = [self._leaf(p) for group in optimizer.param_groups for p in group["params"]]
            self._used(held, [leaf.tensor.grad for leaf in held], exact=True)
        self._in_step = False

    def _look_for_hand_updates(self) -> None:
        """Take a change of values that no optimizer made for an update, by something parallel to it."""
        if self._optimizer_steps or self._in_step:
            return
        moved, by = [], []
        for leaf in self._leaves.values():
            now = leaf.tensor.detach().clone()
            if leaf.values is not None and not torch.equal(now, leaf.values):
                moved.append(leaf)
                by.append(leaf.values - now)
            leaf.values = now
        if moved:
            self._used(moved, by, exact=False)

    def _used(self, leaves: list[Leaf], gradients: list[Tensor | None], *, exact: bool) -> None:
        self.updates.append(_worst([_use(leaf, g, exact=exact) for leaf, g in zip(leaves, gradients, strict=True)]))
        for leaf in leaves:
            leaf.updates += 1
            leaf.unused = len(leaf.given)
            leaf.functional = None

    def _leaf(self, tensor: Tensor) -> Leaf:
        leaf = self._leaves.setdefault(id(tensor), Leaf(tensor))
        if leaf.values is None:
            leaf.values = tensor.detach().clone()
        return leaf


def _use(leaf: Leaf, used: Tensor | None, *, exact: bool) -> str:
    """Say what was used of one parameter, by comparing it with sums of what it was given."""
    new = leaf.given[leaf.unused :]
    if used is None or not used.any():
        return "lost" if any(gradient.any() for gradient in new) else "idle"
    if leaf.functional is not None:
        return "fresh" if _alike(used, leaf.functional, exact=exact) else "other"
    if not new:
        return "twice"
    if _alike(used, _sum(new), exact=exact) or _clipped(used, _sum(new)):
        return "fresh"
    return "other"


def _sum(gradients: list[Tensor]) -> Tensor:
    return torch.stack(gradients).sum(0)


def _alike(used: Tensor, wanted: Tensor, *, exact: bool) -> bool:
    """Whether both are the same; where not `exact`, up to a factor, the learning rate."""
    if not exact:
        wanted = _as_long_as(used, wanted)
    if not used.isfinite().all():
        return True  # A loop that exploded is judged by what it did before.
    return bool((used - wanted).abs().max() <= TOLERANCE[exact] * wanted.abs().max())


def _as_long_as(used: Tensor, wanted: Tensor) -> Tensor:
    return wanted * (used.norm() / wanted.norm())


def _clipped(used: Tensor, wanted: Tensor) -> bool:
    """Whether `used` is `wanted` made shorter, or with its entries cut off at a bound."""
    if used.norm() > wanted.norm():
        return False
    bound = used.abs().max()
    return _alike(used, _as_long_as(used, wanted), exact=True) or _alike(used, wanted.clamp(-bound, bound), exact=True)


def _worst(uses: list[str]) -> str:
    """Name one update by its worst parameter; one that found nothing and was offered nothing is empty."""
    return next((word for word in ("twice", "other", "lost", "fresh") if word in uses), "empty")


def _nodes(losses: list[Tensor]) -> list[Any]:
    todo, seen = [loss.grad_fn for loss in losses], dict[Any, None]()
    while todo:
        node = todo.pop()
        if node is not None and node not in seen:
            seen[node] = None
            todo += [following for following, _ in node.next_functions]
    return list(seen)


def oracle_says_right(source: str) -> bool:
    """Run the file's `train`, followed, and say whether its updates are right."""
    oracle = Oracle()
    random.seed(0)
    torch.manual_seed(0)
    names: dict[str, Any] = {"__name__": "student"}
    exec(source, names)
    network = names["MyNetwork"]()
    with oracle.following():
        names["train"](network)
    return oracle.right
