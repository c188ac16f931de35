"""What stands for programs and libraries that are not there, and that only show something or fetch something.

Most notebooks draw their losses. Nobody looks while they are graded, and the training is the same without it.
"""

import dis
import importlib
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Self

import numpy as np

SHOWING = {
    "altair", "bokeh", "graphviz", "livelossplot", "matplotlib", "mpl_toolkits", "plotly", "seaborn", "torchinfo",
    "torchsummary", "torchview", "torchviz",
}  # fmt: skip
"""Libraries whose results are looked at, and never trained with."""


class Idle:
    """Whatever is asked of it is not done, and gives it back."""

    def __getattr__(self, name: str) -> Self:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Self:
        """Do nothing."""
        return self

    __getitem__ = __enter__ = __neg__ = __call__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __call__

    def __setitem__(self, key: Any, value: Any) -> None:
        """Keep nothing."""

    def __exit__(self, *_: object) -> None:
        """Let every error go on."""

    def __iter__(self) -> Iterator[Self]:
        # As many as the line wants: `line, = axes.plot(x)` takes one, `counts, edges, bars = axes.hist(x)` three.
        caller = sys._getframe(1)  # noqa: SLF001  the documented way to one's caller
        code, at = caller.f_code.co_code, caller.f_lasti
        wanted = code[at + 1] if dis.opname[code[at]] == "UNPACK_SEQUENCE" else 0
        return iter([self] * wanted)

    def subplots(self, nrows: int = 1, ncols: int = 1, **_: Any) -> tuple[Self, Any]:
        """Return a figure and as many axes as `matplotlib.pyplot.subplots` does: loops over them train at times."""
        axes = np.empty((nrows, ncols), dtype=object)
        axes.fill(self)
        return self, self if axes.size == 1 else axes.squeeze()


class _IdleModule(Idle, ModuleType):
    """A library that is not installed."""


class _NotInstalled(MetaPathFinder, Loader):
    """Finds libraries of SHOWING, asked last: when they were not found."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        library, _, part = name.partition(".")
        if library not in SHOWING or (part and not isinstance(sys.modules.get(library), _IdleModule)):
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _IdleModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        if "." not in module.__name__:
            sys.stderr.write(f"{module.__name__} is not installed where this was graded: it showed nothing.\n")


class _PlainBars(ModuleType):
    """Stands for `tqdm.notebook`, whose progress bars need a notebook's page."""

    def __getattr__(self, name: str) -> Any:
        plain = {"tqdm_notebook": "tqdm", "tnrange": "trange"}.get(name, name)
        return getattr(importlib.import_module("tqdm.std"), plain)


def offer() -> None:
    """Have them found where the student's code imports what is not there."""
    sys.meta_path.append(_NotInstalled())
    sys.modules.setdefault("tqdm.notebook", _PlainBars("tqdm.notebook"))
