"""What stands for programs and libraries that are not there, and that only show something or fetch something.

Most notebooks draw their losses. Nobody looks while they are graded, and the training is the same without it.
"""

import dis
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Self

import numpy as np
from torch import nn
from torch.nn.parameter import is_lazy

SHOWING = {
    "altair", "bokeh", "graphviz", "livelossplot", "matplotlib", "mpl_toolkits", "plotly", "seaborn", "tensorboard",
    "tensorboardX", "torchinfo", "torchsummary", "torchview", "torchviz",
}  # fmt: skip
"""Libraries whose results are looked at, and never trained with."""
_TORCH_WRITES = "torch.utils.tensorboard"
_PANDAS_DRAWS = "pandas.plotting._matplotlib"


class Idle:
    """Whatever is asked of it is not done, and gives it back. A loop over it has `_several` turns."""

    _several = 0

    def __getattr__(self, name: str) -> Self:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Self:
        """Do nothing."""
        return self

    __getitem__ = __enter__ = __neg__ = __call__
    __pow__ = __floordiv__ = __mod__ = __abs__ = __or__ = __ror__ = __call__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __call__

    def __int__(self) -> int:
        """Stand for a number, as the end of an axis is one."""
        return 0

    __index__ = __len__ = __int__

    def __float__(self) -> float:
        return 0.0

    def __bool__(self) -> bool:
        return True

    def __lt__(self, _: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __repr__(self) -> str:
        return "nothing"

    def __format__(self, _: str) -> str:
        return "nothing"

    def __setitem__(self, key: Any, value: Any) -> None:
        """Keep nothing."""

    def __exit__(self, *_: object) -> None:
        """Let every error go on."""

    def __iter__(self) -> Iterator[Self]:
        # As many as the line wants: `line, = axes.plot(x)` takes one, `counts, edges, bars = axes.hist(x)` three.
        caller = sys._getframe(1)  # noqa: SLF001  the documented way to one's caller
        code, at = caller.f_code.co_code, caller.f_lasti
        return iter([self] * (code[at + 1] if dis.opname[code[at]] == "UNPACK_SEQUENCE" else self._several))

    def subplots(self, nrows: int = 1, ncols: int = 1, *, squeeze: bool = True, **_: Any) -> tuple[Self, Any]:
        """Return a figure and as many axes as `matplotlib.pyplot.subplots` does: loops over them train at times."""
        axes = np.empty((nrows, ncols), dtype=object)
        axes.fill(self)
        if not squeeze:
            return self, axes
        return self, self if axes.size == 1 else axes.squeeze()


class _IdleModule(Idle, ModuleType):
    """A library that is not installed."""

    __version__ = "0"


class _NotDrawn(_IdleModule):
    """One of SHOWING. What it gives is looped over beside what is trained with, as colours are."""

    _several = 10


def _summary(model: nn.Module, *_: Any, **__: Any) -> Idle:
    """Return what is counted of a network: a script may compare it with what it expects."""
    counts = [(p.numel(), p.requires_grad) for p in model.parameters() if not is_lazy(p)]
    counted = Idle()
    vars(counted).update(total_params=sum(n for n, _ in counts), trainable_params=sum(n for n, can in counts if can))
    return counted


class _NotInstalled(MetaPathFinder, Loader):
    """Finds libraries of SHOWING and Colab's own, asked last: when they were not found."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        library, _, part = name.partition(".")
        shows = library in SHOWING and (not part or isinstance(sys.modules.get(library), _IdleModule))
        if shows or name == "google" or f"{name}.".startswith("google.colab."):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = (_NotDrawn if spec.name.partition(".")[0] in SHOWING else _IdleModule)(spec.name)
        if spec.name in ("torchinfo", "torchsummary"):
            vars(module)["summary"] = _summary
        return module

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ in SHOWING:
            sys.stderr.write(f"{module.__name__} is not installed where this was graded: it showed nothing.\n")


class _PlainBars(ModuleType):
    """Stands for `tqdm.notebook`, whose progress bars need a notebook's page."""

    def __getattr__(self, name: str) -> Any:
        plain = {"tqdm_notebook": "tqdm", "tnrange": "trange"}.get(name, name)
        return getattr(importlib.import_module("tqdm.std"), plain)


def offer() -> None:
    """Have them found where the student's code imports what is not there."""
    if importlib.util.find_spec("matplotlib") is None:
        # It is here, and is made for the real library.
        sys.modules.setdefault(_PANDAS_DRAWS, _IdleModule(_PANDAS_DRAWS))
    if importlib.util.find_spec("tensorboard") is None:
        # It is here too, and looks for the real library's version.
        sys.modules.setdefault(_TORCH_WRITES, _NotDrawn(_TORCH_WRITES))
    sys.meta_path.append(_NotInstalled())
    sys.modules.setdefault("tqdm.notebook", _PlainBars("tqdm.notebook"))
