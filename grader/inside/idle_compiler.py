"""Keep torch's compiler out of memory until somebody compiles: optimizers import it, and use none of it.

Each optimizer's `step` imports `torch._dynamo` to call its `graph_break`, and `zero_grad` for its `disable`;
where nothing is being compiled the first does nothing, and the second returns the function as it is. The
import takes longer than that of torch itself, and doubles what each fork has to copy.
"""

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

import torch

NAME = "torch._dynamo"


class _Idle(ModuleType):
    """Stands in until anything else is asked of the module; then the real one takes its place for good.

    That one compiles nothing: what is to be compiled runs as it is.
    """

    def graph_break(self, *_: object, **__: object) -> None:
        """Do nothing, as outside of a compiled region."""

    def disable(self, fn: Any = None, *args: object, **named: object) -> Any:
        """Return the function as it is; in its other uses, ask the real module."""
        return fn if callable(fn) else _real().disable(fn, *args, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(_real(), name)


def idle() -> None:
    """Put the stand-in where neither the module is loaded yet, nor another stand-in."""
    if NAME not in sys.modules and (found := importlib.util.find_spec(NAME)) is not None:
        stand_in = _Idle(NAME)
        # What looks through all modules for a file, as `inspect` does, is no reason to load this one.
        stand_in.__file__ = found.origin
        sys.modules[NAME] = stand_in
        setattr(torch, "_dynamo", stand_in)  # noqa: B010  the name is private, and all that imports finds


def _real() -> ModuleType:
    if isinstance(sys.modules.get(NAME), _Idle):
        del sys.modules[NAME]
        importlib.import_module(NAME)
        # There is no compiler in the sandbox, and the same numbers come without one.
        torch.compiler.set_stance("default", force_backend="eager")
    return sys.modules[NAME]
