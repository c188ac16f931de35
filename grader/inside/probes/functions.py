"""Are the functions that training goes through those that were there before the student's file was loaded?"""

import builtins
import gc
import inspect
import os
import sys
import time
from collections.abc import Iterator
from functools import cache
from itertools import chain
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

import torch
from torch import nn

_TORCH = os.path.join(os.path.dirname(torch.__file__), "")  # noqa: PTH118, PTH120  a prefix of text, not a path
_OURS = "grader."
_HOOKS = "_global_"
_HARMLESS = {"__repr__", "__str__", "__format__", "Storage"}
"""How a tensor prints is a matter of taste; `torch.set_default_dtype` sets `torch.Storage`."""
Space = ModuleType | type


class Functions:
    """Knows torch's functions and the grader's own, by identity and by code, from the moment it is made."""

    def __init__(self) -> None:
        self._found = {space: {n: v for n, v in vars(space).items() if _is_watched(n, v)} for space in _spaces()}
        self._functions = {f for found in self._found.values() for f in found.values() if isinstance(f, FunctionType)}
        self._dictionaries = [_dictionary(space) for space in self._found]
        self._own_names = {space: frozenset(vars(space)) for space in self._found if _name(space).startswith(_OURS)}
        self._sizes = [len(names) for names in self._dictionaries]
        self._names, self._values = list(chain.from_iterable(self._dictionaries)), gc.get_referents(*self._dictionaries)
        self._recoded = set[FunctionType]()
        self._tools = _tools()
        sys.addaudithook(self._hear)

    def replaced(self) -> tuple[str, ...]:
        """Return the names of those that are others now, or had other code at a time.

        Not of those in whose place torch itself put a new one.
        """
        tools = [name for name, tool in _tools().items() if tool is not self._tools[name]]
        recoded = self._recoded & self._functions
        if not tools and not recoded and self._are_as_they_were():
            return ()
        others = [
            f"{_name(space)}.{name}"
            for space, found in self._found.items()
            for name, value in found.items()
            if (isinstance(value, FunctionType) and value in recoded) or self._is_another(vars(space).get(name), value)
        ]
        return (*tools, *others, *self._added())

    def _are_as_they_were(self) -> bool:
        """Whether all spaces have the same names and values in the same order, and no more.

        There are thousands. What looks for garbage in Python finds the values in a quarter of the time that to look
        them up by name would take.
        """
        values = gc.get_referents(*self._dictionaries)
        if len(values) != len(self._values) or [len(names) for names in self._dictionaries] != self._sizes:
            return False
        try:
            names = chain.from_iterable(self._dictionaries)
            return all(map(is_, self._values, values)) and all(map(is_, self._names, names))
        except RuntimeError:  # another thread adds to one
            return False

    def _added(self) -> Iterator[str]:
        """Yield names that were put among the grader's own, where they stand before Python's, and odd ones anywhere."""
        for space, names in zip(self._found, self._dictionaries, strict=True):
            before = self._own_names.get(space)
            for name, value in list(names.items()):
                if type(name) is not str:
                    yield f"{_name(space)} (a name of the type {type(name).__name__})"
                elif before is not None and name not in before and not _is_put_by_python(name, value):
                    yield f"{_name(space)}.{name}"

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hear Python tell of a function that is given other code: to look at each takes long, in a fork above all."""
        if event == "object.__setattr__" and arguments[1:2] == ("__code__",) and isinstance(arguments[0], FunctionType):
            self._recoded.add(arguments[0])

    def _is_another(self, now: Any, then: Any) -> bool:
        inner = inspect.unwrap(now) if isinstance(now, FunctionType) else now
        if now is then or inner is then:
            return False
        new = isinstance(inner, FunctionType) and inner not in self._functions
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


def _is_watched(name: str, value: Any) -> bool:
    """Whether it is something to call, or holds the hooks on all modules or optimizers."""
    return (callable(value) and name not in _HARMLESS) or (name.startswith(_HOOKS) and isinstance(value, dict))


def _is_put_by_python(name: str, value: Any) -> bool:
    """Whether Python adds it by itself, as where a part of a package is imported or something is warned of."""
    return name.startswith("__") or isinstance(value, ModuleType)


def _tools() -> dict[str, Any]:
    """Return the functions of Python's own that a look relies on, by name."""
    return {
        "gc.get_referents": gc.get_referents, "time.monotonic": time.monotonic, "builtins.all": builtins.all,
        "builtins.map": builtins.map, "builtins.len": builtins.len, "builtins.vars": builtins.vars,
        "builtins.isinstance": builtins.isinstance, "builtins.sorted": builtins.sorted, "builtins.set": builtins.set,
    }  # fmt: skip


def _dictionary(space: Space) -> dict[str, Any]:
    """Return what holds its names; a class shows only a view of it."""
    found = vars(space)
    return found if isinstance(found, dict) else gc.get_referents(found)[0]


def _name(space: Space) -> str:
    return space.__name__ if isinstance(space, ModuleType) else f"{space.__module__}.{space.__qualname__}"
