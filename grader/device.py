"""How a person names the device that submissions run on."""

import re
from typing import Any

from grader.errors import UsageError

AUTO, CPU, CUDA = "auto", "cpu", "cuda"
"""Any GPU or else the CPU; the CPU; any GPU. A certain one is `cuda:0`, `cuda:1` and so on."""
GPU_JOBS = 2
"""Lanes on one GPU, unless asked otherwise: each has two processes, and each of those takes hundreds of MB for CUDA."""
PATTERN = r"^(auto|cpu|cuda(:\d+)?)$"
CHOICES = "choose from `cpu`, `cuda`, `cuda:0` (or another number), `auto`"


def is_device(name: str) -> bool:
    """Whether `name` names a device, here or elsewhere."""
    return name.isascii() and re.fullmatch(PATTERN.strip("^$"), name) is not None


def option(_context: Any, _parameter: Any, name: str | None) -> str | None:
    """Return the value of `--device`, for click. Raises `UsageError` for one that names no device."""
    if name is None or is_device(name):
        return name
    raise UsageError(f"expected a device for --device; found `{name}`", hint=CHOICES)
