"""Are the methods of the trained network those that its class has in the file?"""

from types import CodeType, FunctionType
from typing import Any

from torch import nn

PLUMBING = {"__init__", "__module__", "__doc__", "__qualname__"}


def methods(network: nn.Module) -> dict[str, CodeType]:
    """Return the code behind each method that the network's own classes define, and behind `forward`."""
    names = {name for parent in _own(type(network)) for name in vars(parent)} | {"forward", "__call__"}
    found = {name: _code(getattr(network, name, None)) for name in names - PLUMBING}
    return {name: code for name, code in found.items() if code is not None}


def replaced(network: nn.Module, built: dict[str, CodeType]) -> tuple[str, ...]:
    """Return the names of methods that are others than those of the newly `built` network.

    What torch itself puts in a method's place, as `compile` does, is no replacement.
    """
    now = {name: _code(getattr(network, name, None)) for name in built}
    return tuple(sorted(name for name, code in now.items() if code is not None and code != built[name]))


def _own(kind: type) -> list[type]:
    return [parent for parent in kind.__mro__ if not parent.__module__.startswith("torch.") and parent is not object]


def _code(method: Any) -> CodeType | None:
    """Return the code of a function or bound method, None for anything else, or for torch's own wrappers."""
    function = getattr(method, "__func__", method)
    if not isinstance(function, FunctionType) or hasattr(function, "_torchdynamo_orig_callable"):
        return None
    return function.__code__
