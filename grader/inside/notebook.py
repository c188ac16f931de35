"""What a notebook's cells find around them, besides what they define."""

import contextlib
import importlib
import sys
from types import ModuleType
from typing import Any, Self


class Idle:
    """Stands for what only a notebook's own program has: whatever is asked of it is not done."""

    def __getattr__(self, name: str) -> Self:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> None:
        """Do nothing."""


def new_module() -> ModuleType:
    """Return the empty module in which cells run: `__main__`, as in Jupyter, with `display` and `get_ipython`."""
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    idle = Idle()
    vars(module).update(display=print, get_ipython=lambda: idle)
    _offer_colab(idle)
    return module


def _offer_colab(idle: Idle) -> None:
    """Let `from google.colab import drive, files` work: nothing can be mounted or downloaded here."""
    if "google.colab" in sys.modules:
        return
    google = ModuleType("google")
    with contextlib.suppress(ImportError):
        google = importlib.import_module("google")
    colab = ModuleType("google.colab")
    vars(colab).update(drive=idle, files=idle, output=idle, userdata=idle, auth=idle, runtime=idle)
    vars(google).update(colab=colab)
    sys.modules.update({"google": google, "google.colab": colab})
