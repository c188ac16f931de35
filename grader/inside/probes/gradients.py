"""When does a gradient arrive, what lay there before, and what does each optimizer step use?

Seen with torch's own hooks on parameters, modules and optimizers; the student's objects stay as they
are, no value and no random state is touched.
"""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import torch
from torch import nn
from torch.nn.modules.module import register_module_parameter_registration_hook
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from grader.inside.probes.parameter_gradient import ParameterGradient
from grader.wire.training import AtStep, Backward, Before, Step, TrainingChunk

FLUSH_SECONDS = 0.2
MAX_EVENTS = 6000
"""Events that are sent; after that they are no longer looked at."""


class Observer:
    """A context in which training is watched. Sends what it saw in chunks, so that a killed run is known too."""

    def __init__(self, send: Callable[[TrainingChunk], None], folder: str, seed: int) -> None:
        del seed
        self._send = send
        self._folder = folder
        self._parameters: dict[int, ParameterGradient] = {}
        self._handles: list[Any] = []
        self._arrived: dict[int, Before] = {}
        self._arrived_at = 0
        self._backwards: list[Backward] = []
        self._steps: list[Step] = []
        self._order = ""
        self._events = 0
        self._optimizers: list[int] = []
        self._depth = 0
        self._dims: int | None = None
        self._flushed = time.monotonic()

    def watch(self, network: nn.Module) -> None:
        """Watch the parameters and the inputs of the network that is handed to the student's function."""
        for parameter in network.parameters():
            self._watch(parameter)
        self._handles.append(network.register_forward_pre_hook(self._forward))

    def __enter__(self) -> Self:
        self._handles += [
            register_module_parameter_registration_hook(lambda _m, _n, parameter: self._watch(parameter)),
            register_optimizer_step_pre_hook(self._before_step),
            register_optimizer_step_post_hook(self._after_step),
        ]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for handle in self._handles:
            handle.remove()
        for watched in self._parameters.values():
            watched.remove()
        self._close_backward()
        self._flush()

    def _watch(self, parameter: torch.Tensor) -> None:
        known = isinstance(parameter, torch.Tensor) and id(parameter) in self._parameters
        if known or not isinstance(parameter, torch.Tensor) or not (parameter.is_leaf and parameter.requires_grad):
            return
        if nn.parameter.is_lazy(parameter):
            return
        number = len(self._parameters)
        self._parameters[id(parameter)] = ParameterGradient(parameter, lambda before: self._arrive(number, before))

    def _forward(self, _module: nn.Module, inputs: tuple[Any, ...]) -> None:
        if inputs and isinstance(inputs[0], torch.Tensor):
            self._dims = inputs[0].dim()

    def _arrive(self, number: int, before: Before) -> None:
        """Note that a gradient was added; all that arrive until something else happens are one backward."""
        if number in self._arrived:
            self._close_backward()
        if not self._arrived:
            self._arrived_at = self._line()
        self._arrived[number] = before

    def _close_backward(self) -> None:
        if not self._arrived:
            return
        numbers = tuple(self._arrived)
        moved = [watched.moved_by_hand() for watched in self._parameters.values()]
        self._note(Backward(self._arrived_at, numbers, tuple(self._arrived.values()), any(moved)))
        self._arrived = {}

    def _before_step(self, optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> None:
        del args, kwargs
        self._depth += 1
        if self._depth > 1:
            return
        held = [p for group in optimizer.param_groups for p in group["params"]]
        for parameter in held:
            self._watch(parameter)
        self._close_backward()
        if id(optimizer) not in self._optimizers:
            self._optimizers.append(id(optimizer))
        numbers = {key: number for number, key in enumerate(self._parameters)}
        watched = [p for p in held if id(p) in numbers]
        states: list[AtStep] = [self._parameters[id(p)].at_step() for p in watched]
        which = self._optimizers.index(id(optimizer))
        self._note(Step(self._line(), which, tuple(numbers[id(p)] for p in watched), tuple(states)))

    def _after_step(self, optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> None:
        del args, kwargs
        self._depth = max(0, self._depth - 1)
        if self._depth == 0:
            for group in optimizer.param_groups:
                for parameter in group["params"]:
                    if id(parameter) in self._parameters:
                        self._parameters[id(parameter)].stepped()

    def _note(self, event: Backward | Step) -> None:
        if self._events >= MAX_EVENTS:
            return
        self._events += 1
        if isinstance(event, Step):
            self._steps.append(event)
        else:
            self._backwards.append(event)
        self._order += "s" if isinstance(event, Step) else "b"
        recent = time.monotonic() - self._flushed < FLUSH_SECONDS
        # Powers of two: even a run that is cut off early has told most of what happened.
        if not recent or self._events & (self._events - 1) == 0:
            self._flush()

    def _flush(self) -> None:
        self._send(
            TrainingChunk(
                tuple(self._backwards),
                tuple(self._steps),
                self._order,
                sum(watched.functional for watched in self._parameters.values()),
                any(watched.moved for watched in self._parameters.values()),
                self._dims,
            )
        )
        self._backwards, self._steps, self._order = [], [], ""
        self._flushed = time.monotonic()

    def _line(self) -> int:
        """Return the student's own line that is running now, 0 where there is none."""
        frame = sys._getframe()  # noqa: SLF001  the documented way to one's own stack
        while frame is not None and not frame.f_code.co_filename.startswith(self._folder):
            frame = frame.f_back  # type: ignore[assignment]
        return frame.f_lineno if frame is not None else 0
