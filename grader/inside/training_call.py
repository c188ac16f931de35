"""Call the student's training function the way it asks to be called, and find the trained network."""

import inspect
from collections.abc import Callable
from typing import Any

from torch import nn

from grader.inside.faults import Lacking

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def takes_network(train: Callable[..., Any], name: str) -> bool:
    """Whether `train` asks for the network: one argument without a default, or a network as the first one's default.

    Raises `Lacking` for any other number, since the grader can't guess what they should be.
    """
    try:
        parameters = list(inspect.signature(train).parameters.values())
    except (TypeError, ValueError):
        return True
    if parameters and isinstance(parameters[0].default, nn.Module):
        return True
    required = [p.name for p in parameters if p.default is p.empty and p.kind in _POSITIONAL]
    keywords = [p.name for p in parameters if p.default is p.empty and p.kind is p.KEYWORD_ONLY]
    starred = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    if len(required) <= 1 and not keywords:
        return bool(required) or starred
    raise Lacking(
        "too_many_arguments",
        f"expected `{name}(network)` or `{name}()`; found `{name}({', '.join([*required, *keywords])})`, "
        f"which needs {len(required) + len(keywords)} arguments",
    )


def trained_network(returned: Any, given: nn.Module | None, name: str) -> nn.Module:
    """Return the trained network: what `train` returned, else the network it was given, or was seen to train.

    A function may return losses or a tuple beside it. Raises `Lacking` if there is no network, or if the
    call has not run the function yet.
    """
    if inspect.isgenerator(returned) or inspect.iscoroutine(returned):
        returned.close()
        why = "`yield`" if inspect.isgenerator(returned) else "`async`"
        raise Lacking(
            "not_run",
            f"expected `{name}` to train when it is called; found {why} in it, so that the call only prepares it: "
            f"leave {why} out",
        )
    candidates = returned if isinstance(returned, tuple | list) else (returned,)
    for candidate in candidates:
        if isinstance(candidate, nn.Module):
            return candidate
    if isinstance(returned, dict):
        for candidate in returned.values():
            if isinstance(candidate, nn.Module):
                return candidate
    if given is not None:
        return given
    raise Lacking(
        "no_network_returned",
        f"expected `{name}()` to return the trained network; found that it returned "
        f"{'nothing' if returned is None else f'a value of type {type(returned).__name__}'}",
    )


def unwrapped(network: nn.Module, name: str) -> nn.Module:
    """Return the network of the class `name` that a wrapper holds, such as an average or a compiled module.

    Returns `network` itself where it is of that class, or has values of its own beside what it holds.
    """
    if is_a(network, name):
        return network
    held = [module for module in network.modules() if is_a(module, name)]
    inside = {id(p) for module in held[:1] for p in module.parameters()}
    alone = len(held) == 1 and all(id(p) in inside for p in network.parameters())
    return held[0] if alone else network


def expect_class(name: str, trained: nn.Module, built: nn.Module) -> None:
    """Raise `Lacking` where `trained` is of another class than `name`, and its values do not fit `built`, which is."""
    if is_a(trained, name) or _form(trained) == _form(built):
        return
    raise Lacking(
        "another_network",
        f"expected a trained `{name}`; found one of the class `{type(trained).__name__}`, with other parameters",
    )


def _form(network: nn.Module) -> dict[str, Any]:
    named = nn.Module.named_parameters(network)
    return {name: None if nn.parameter.is_lazy(p) else p.shape for name, p in named}


def is_a(network: nn.Module, name: str) -> bool:
    """Whether `network` is of the class `name`; a script that was run twice has two of that name."""
    return any(parent.__name__ == name for parent in type(network).__mro__)
