"""Which GPUs this machine has, told without starting CUDA: that happens behind the wall only."""

import importlib.util
import os
import re
from itertools import takewhile
from pathlib import Path

from grader.device import AUTO, CPU, CUDA
from grader.errors import DeviceError

_DEV = Path("/dev")
_CHOICE = "CUDA_VISIBLE_DEVICES"


def gpus() -> tuple[str, ...]:
    """Return what CUDA_VISIBLE_DEVICES calls each GPU that may be used here; empty where none can be.

    If that variable is set, by Slurm for instance, what it names are all there are.
    """
    return () if why_none() else _named()


def why_none() -> str:
    """Return why no GPU can be used here; empty if one can."""
    if not (_DEV / "nvidiactl").exists() or not _nodes():
        return "this machine shows no NVIDIA device"
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None or not any(Path(spec.origin).parent.glob("lib/libtorch_cuda.*")):
        return "the installed torch is built without CUDA"
    return "" if _named() else f"{_CHOICE} names none"


def resolve(asked: str) -> str:
    """Return the device for a plan: `cpu`, `cuda` or `cuda:N`. `auto` is any GPU, or the CPU where there is none.

    Raises `DeviceError` where what was asked for is not there.
    """
    if asked == AUTO:
        return CUDA if gpus() else CPU
    _among(asked)
    return asked


def for_slot(device: str, slot: int) -> str:
    """Return the GPU for the lane `slot`, as `gpus` calls it: all in turn for `cuda`. Empty for the CPU.

    Raises `DeviceError` where there is none.
    """
    found = _among(device)
    return found[slot % len(found)] if found else ""


def lanes(device: str, jobs: int, per_gpu: int) -> int:
    """Return how many lanes may run side by side: `jobs`, and at most `per_gpu` on each GPU. Raises `DeviceError`."""
    return jobs if device == CPU else min(jobs, per_gpu * len(_among(device)))


def _among(device: str) -> tuple[str, ...]:
    """Return the GPUs that `device` stands for. Raises `DeviceError` where it stands for none that is here."""
    if device == CPU:
        return ()
    found = gpus()
    if device == CUDA and found:
        return found
    number = device.removeprefix("cuda:")
    if number.isdecimal() and int(number) < len(found):
        return (found[int(number)],)
    names = ", ".join(f"cuda:{n}" for n in range(len(found)))
    raise DeviceError(
        f"expected the device {device}; found {names or f'no GPU: {why_none()}'}",
        hint="`grade doctor` tries every device; `--device cpu` grades without a GPU",
    )


def _named() -> tuple[str, ...]:
    chosen = os.environ.get(_CHOICE)
    names = map(str, range(_nodes())) if chosen is None else (name.strip() for name in chosen.split(","))
    # CUDA takes no notice of what comes after the first that can't be one.
    return tuple(takewhile(lambda name: name not in ("", "-1"), names))


def _nodes() -> int:
    return sum(re.fullmatch(r"nvidia\d+", path.name) is not None for path in _DEV.glob("nvidia*"))
