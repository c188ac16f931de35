"""Every check kind, one file each. A file with a subclass of `Check` in this folder is a kind."""

import pkgutil
from importlib import import_module

from grader.check import Check


def _kinds() -> dict[str, type[Check]]:
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {
        value.kind(): value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Check) and value.__module__ == module.__name__
    }


KINDS = _kinds()
"""The check kinds by the word that names them in a rubric file, in alphabetical order."""
