"""Training or answering: the mode of a network, also where its class has a function `train` of its own that trains."""

import inspect
from collections.abc import Callable
from typing import Any

from torch import nn

_ANY = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def set_mode(network: nn.Module, *, training: bool) -> None:
    """Do as the network's own train() or eval() does, or as torch's where one of these names is a training's."""
    kind = type(network)
    if not training and kind.eval is not nn.Module.eval and not _parameters(kind.eval):
        network.eval()
    elif kind.train is nn.Module.train or _takes_mode(kind.train):
        network.train(training)
    else:
        nn.Module.train(network, training)


def _takes_mode(own: Callable[..., Any]) -> bool:
    """Whether it takes a mode, as torch's `train` does, by name or by its default, or whatever it is given."""
    return any(p.name == "mode" or p.default is True or p.kind in _ANY for p in _parameters(own))


def _parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return all parameters but `self`."""
    try:
        return list(inspect.signature(function).parameters.values())[1:]
    except (TypeError, ValueError):
        return []
