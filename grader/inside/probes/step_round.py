"""What goes forward and back through the network between two steps, kept so that it can be calculated anew."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.autograd.graph import Node
from torch.nn.modules import module as torch_module
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from grader.inside.probes import autograd_runs, state
from grader.inside.probes.call_sites import Places

MOST_CALLS = 32
MOST_NUMBERS = 100_000
"""Numbers of one kind that are kept: copying more would slow the student's loop down."""
MOST_NODES = 500
Named = list[tuple[str, torch.Tensor, bool]]


@dataclass(slots=True)
class Call:
    """One call of the network; `arrived` is the gradient that came to its output, None until one does."""

    given: torch.Tensor
    output: torch.Tensor
    node: Node
    arrived: torch.Tensor | None = None


class StepRound:
    """Follows one network until `close`. No value and no random state is touched, and no hook ever raises.

    `spoiled` says that the gradients can't be calculated from the calls alone: they came by other ways too,
    such as a penalty on the parameters, the parameters changed in between, or a hook may change gradients.
    """

    def __init__(self, network: nn.Module, places: Places) -> None:
        self.network = network
        self.training = network.training
        self.values: Named = []
        self.calls: list[Call] = []
        self.spoiled = False
        self._places = places
        self._inside = False
        self._given: torch.Tensor | None = None
        self._through: set[int] = set()
        self.names = {id(p): name for name, p in nn.Module.named_parameters(network) if p.requires_grad}
        # The parameters get no hook: so code that trains otherwise where it sees that it is watched does not see this.
        self._runs = autograd_runs.number()
        self._handles: list[Any] = [
            register_module_forward_pre_hook(self._quietly(self._called)),
            register_module_forward_hook(self._quietly(self._answered)),
        ]

    def close(self) -> None:
        """Stop following; spoiled is where autograd ran from none of the calls too, or where values are others now."""
        if not self._handles:
            return
        for handle in self._handles:
            handle.remove()
        self._handles = []
        self.calls = [call for call in self.calls if call.arrived is not None]
        other_runs = autograd_runs.number() - self._runs - 1 - len(self._through)
        strange = bool(other_runs) or _hooked(self.network)
        self.spoiled = self.spoiled or strange or not self.calls or not self._unchanged()

    def used(self, optimizer: torch.optim.Optimizer) -> Named:
        """Return the gradients of the network's parameters that `optimizer` is about to use."""
        held = [p for group in optimizer.param_groups for p in group["params"] if id(p) in self.names]
        return [(self.names[id(p)], p.grad.detach().clone(), False) for p in held if p.grad is not None]

    def after(self, used: Named) -> Named:
        """Return the values now of the parameters that have gradients in `used`."""
        names = {name for name, _, _ in used}
        return [entry for entry in self._copied() if entry[0] in names]

    def _quietly(self, hook: Callable[..., None]) -> Callable[..., None]:
        def quiet(*arguments: Any) -> None:
            if not torch.compiler.is_compiling() and self._handles:
                try:
                    hook(*arguments)
                except Exception:  # noqa: BLE001  the student's loop goes on, whatever its objects do when looked at
                    self.spoiled = True

        return quiet

    def _called(self, module: nn.Module, inputs: Any) -> None:
        if not torch.is_grad_enabled():
            return
        if module is self.network:
            self._inside = True
            (given,) = inputs
            self._given = given.detach().clone()
            if not self.values:
                self.values = self._copied()
            else:
                self.spoiled |= not self._unchanged()
            self.spoiled |= len(self.calls) >= MOST_CALLS or given.numel() > MOST_NUMBERS
        elif not self._inside:
            self.spoiled |= any(p.requires_grad for p in nn.Module.parameters(module))

    def _answered(self, module: nn.Module, _inputs: Any, output: Any) -> None:
        if module is not self.network or self._given is None:
            return
        given, self._given, self._inside = self._given, None, False
        if output.grad_fn is None:
            return
        self.spoiled |= output.numel() > MOST_NUMBERS
        call = Call(given, output.detach().clone(), output.grad_fn)
        self.calls.append(call)
        back = self._quietly(partial(self._back, call, output.output_nr))
        # Taken away in the end: a node that is held by what hooks on to it lives on, and with it all that it leads to.
        self._handles.append(output.grad_fn.register_prehook(back))

    def _back(self, call: Call, place: int, gradients: Any) -> None:
        gradient = gradients[place]
        if gradient is None:
            return
        task = torch._C._current_graph_task_id()  # noqa: SLF001  torch has no public word for it
        if task not in self._through:
            self._through.add(task)
            self._began()
        call.arrived = gradient.detach().clone() if call.arrived is None else call.arrived + gradient.detach()

    def _began(self) -> None:
        """Begin a backward: where `.grad` was reset, what arrived before it plays no part. Where a part was, it may."""
        backward = self._places.backward()
        if backward.loss is None or backward.functional or backward.nested or self._bypassed(backward.loss):
            self.spoiled = True
        blank = [p.grad is None or not p.grad.any() for p in nn.Module.parameters(self.network)]
        if all(blank):
            for call in self.calls:
                call.arrived = None
        elif any(blank) and any(call.arrived is not None for call in self.calls):
            self.spoiled = True

    def _bypassed(self, loss: torch.Tensor) -> bool:
        """Whether the loss depends on the parameters by more than the outputs, as with a penalty on them."""
        outputs = {call.node for call in self.calls}
        nodes, seen = [loss.grad_fn], set[Any]()
        while nodes:
            node = nodes.pop()
            if node is None or node in seen or node in outputs:
                continue
            if id(getattr(node, "variable", None)) in self.names or len(seen) > MOST_NODES:
                return True
            seen.add(node)
            nodes += [follower for follower, _ in node.next_functions]
        return False

    def _copied(self) -> Named:
        return [(name, t.detach().clone(), buffer) for name, t, buffer in state.tensors(self.network)]

    def _unchanged(self) -> bool:
        """Whether the parameters are those of the first call; buffers may change with every call."""
        now = {name: t for name, t, buffer in state.tensors(self.network) if not buffer}
        then = {name: t for name, t, buffer in self.values if not buffer}
        return now.keys() == then.keys() and all(torch.equal(now[name], t) for name, t in then.items())


def _hooked(network: nn.Module) -> bool:
    """Whether hooks other than ours may change gradients on their way."""
    changing = (torch_module._global_backward_hooks, torch_module._global_backward_pre_hooks)  # noqa: SLF001  read only
    inner = any(m._backward_hooks or m._backward_pre_hooks for m in nn.Module.modules(network))  # noqa: SLF001
    return any(changing) or inner or any(_hooks(p) for p in nn.Module.parameters(network))


def _hooks(parameter: torch.Tensor) -> bool:
    others = [
        hook
        for hook in (parameter._backward_hooks or {}).values()  # noqa: SLF001  read only
        if not getattr(hook, "__module__", "").startswith("grader.")
    ]
    return bool(others or getattr(parameter, "_post_accumulate_grad_hooks", None))
