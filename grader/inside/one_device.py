"""Code that names no device runs on a GPU as on the CPU: what torch would leave apart is brought together.

torch's default device does not reach `torch.Tensor([1, 2])`, `torch.from_numpy`, the student's own threads, nor
generators, which samplers make on the CPU; and NumPy sees no tensor on a GPU. All of this works where the CPU is the
only device.
"""

import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch.utils._device import DeviceContext

TO_NUMPY = {"numpy", "__array__"}
APART = {"to", "cpu", "cuda", "copy_", "set_", "type", "grad", "backward", "__get__", "__set__"}
"""Functions whose tensors may be on several devices, or must be the very ones that were given."""
FOLLOWING = {"__getitem__", "__setitem__"}
"""Functions beside those in place (`add_`) whose other tensors come to the first, which stays where it is."""


def make_default(device: str) -> None:
    """Let tensors live on `device` where nothing else is said, in this thread and in those that it starts."""
    OneDevice(device).begin()

    def in_new_thread(*_: object) -> None:
        sys.setprofile(None)
        OneDevice(device).begin()

    threading.setprofile(in_new_thread)


class OneDevice(DeviceContext):
    """The mode behind `torch.set_default_device`; tensors that meet come to its device, and what is drawn does too."""

    device: torch.device

    def begin(self) -> None:
        """Stay until `torch.set_default_device` is called, which looks for the present mode in this place."""
        self.__enter__()  # type: ignore[no-untyped-call]
        torch._GLOBAL_DEVICE_CONTEXT.device_context = self  # noqa: SLF001  see above

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Call `func`, with its tensors brought together where they are apart."""
        name = getattr(func, "__name__", "")
        if name in TO_NUMPY:
            args = (args[0].cpu(), *args[1:])
        elif name not in APART:
            if kwargs and kwargs.get("generator") is not None and kwargs.get("device") is None:
                return self._drawn(func, name, args, dict(kwargs))
            if self._apart(args) or (kwargs and self._apart((*args, *kwargs.values()))):
                first = args[0] if args and _keeps_first(name) else None
                to = first.device if isinstance(first, torch.Tensor) else self.device
                args, kwargs = _moved(args, to), {key: _moved(value, to) for key, value in (kwargs or {}).items()}
        return super().__torch_function__(func, types, args, kwargs)  # type: ignore[no-untyped-call]

    def _apart(self, values: Sequence[Any]) -> bool:
        """Whether some of the tensors are on the CPU, and some on this device."""
        on_cpu = here = False
        for value in values:
            for entry in value if type(value) in (list, tuple) else (value,):
                if isinstance(entry, torch.Tensor):
                    if entry.is_cpu:
                        on_cpu = True
                    elif entry.device.type == self.device.type:
                        here = True
        return on_cpu and here

    def _drawn(self, func: Any, name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Draw where the generator is, and bring the numbers to where they were asked for."""
        home = kwargs["generator"].device
        if args and isinstance(args[0], torch.Tensor):
            result = func(*_moved(args, home), **kwargs)
            return args[0].copy_(result) if _keeps_first(name) else result.to(args[0].device)
        leaf = kwargs.pop("requires_grad", False)
        return func(*args, **kwargs, device=home).to(self.device).requires_grad_(leaf)


def _moved(value: Any, to: torch.device) -> Any:
    """Return a tensor on the device `to`; of a list or tuple, each that it holds."""
    if isinstance(value, torch.Tensor):
        return value.to(to)
    return type(value)(_moved(entry, to) for entry in value) if type(value) in (list, tuple) else value


def _keeps_first(name: str) -> bool:
    return name in FOLLOWING or (name.endswith("_") and not name.endswith("__"))
