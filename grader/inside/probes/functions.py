"""Are the functions that training goes through those that were there before the student's file was loaded?"""

import inspect
import os
import sys
from collections.abc import Iterator
from functools import cache
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

import torch
from torch import nn

_TORCH = os.path.join(os.path.dirname(torch.__file__), "")  # noqa: PTH118, PTH120  a prefix of text, not a path
_OURS = "grader."
_HARMLESS = {"__repr__", "__str__", "__format__", "Storage"}
"""How a tensor prints is a matter of taste; `torch.set_default_dtype` sets `torch.Storage`."""
Space = ModuleType | type


class _Known:
    """What can be called in one space, by name."""

    def __init__(self, space: Space, callables: dict[str, Any]) -> None:
        self.space, self.callables = space, callables
        self._names, self._values = tuple(vars(space)), tuple(vars(space).values())

    def is_as_it_was(self) -> bool:
        """Whether it has the same names and values in the same order, maybe more behind them.

        There are thousands: none of them is looked up, which would take longer. Names are one object each in Python.
        """
        now = vars(self.space)
        if len(now) < len(self._names):
            return False
        try:
            return all(map(is_, self._names, now)) and all(map(is_, self._values, now.values()))
        except RuntimeError:  # another thread adds to it
            return False


class Functions:
    """Knows torch's functions and the grader's own, by identity and by code, from the moment it is made."""

    def __init__(self) -> None:
        self._known = list[_Known]()
        for space in _spaces():
            found = {name: value for name, value in vars(space).items() if callable(value) and name not in _HARMLESS}
            if found:
                self._known.append(_Known(space, found))
        functions = (f for known in self._known for f in known.callables.values() if isinstance(f, FunctionType))
        self._codes = {f: f.__code__ for f in functions}
        self._recoded = set[FunctionType]()
        sys.addaudithook(self._hear)

    def replaced(self) -> tuple[str, ...]:
        """Return the names of those that are others now, unless torch itself put a new one in its place."""
        changed = {f for f in self._recoded & self._codes.keys() if f.__code__ is not self._codes[f]}
        return tuple(
            f"{_name(known.space)}.{name}"
            for known in self._known
            if changed or not known.is_as_it_was()
            for name, value in known.callables.items()
            if (isinstance(value, FunctionType) and value in changed)
            or self._is_another(vars(known.space).get(name), value)
        )

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hear Python tell of a function that is given other code: to look at each takes long, in a fork above all."""
        if event == "object.__setattr__" and arguments[1:2] == ("__code__",) and isinstance(arguments[0], FunctionType):
            self._recoded.add(arguments[0])

    def _is_another(self, now: Any, then: Any) -> bool:
        inner = inspect.unwrap(now) if isinstance(now, FunctionType) else now
        if now is then or inner is then:
            return False
        new = isinstance(inner, FunctionType) and inner not in self._codes
        return not (new and inner.__code__.co_filename.startswith(_TORCH))


@cache
def known() -> Functions:
    """Return the functions as they were at the first call, which comes before any student's code."""
    return Functions()


def _spaces() -> tuple[Space, ...]:
    """Return the modules and classes that are watched."""
    return tuple(dict.fromkeys(_found()))


def _found() -> Iterator[Space]:
    yield from (torch, nn.functional, nn.init, nn.utils, torch.autograd, torch.optim, torch.Tensor, nn.Parameter)
    yield from (sys.modules[found.__module__] for found in (nn.Module, torch.optim.Optimizer, torch.optim.SGD))
    for space in (nn.modules, torch.optim):
        yield from (value for value in vars(space).values() if isinstance(value, type))
    for name, module in list(sys.modules.items()):
        if name.startswith(_OURS):
            yield module
            yield from (c for c in vars(module).values() if isinstance(c, type) and c.__module__.startswith(_OURS))


def _name(space: Space) -> str:
    return space.__name__ if isinstance(space, ModuleType) else f"{space.__module__}.{space.__qualname__}"
