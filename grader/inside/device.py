"""The device that a child computes on: started, capped and made the default before any student code arrives."""

import re
import warnings
from pathlib import Path
from typing import Protocol

import torch

from grader.inside.one_device import make_default
from grader.wire.lifecycle import Spawn
from grader.wire.machine import Gpu

DRIVER_VERSION = Path("/sys/module/nvidia/version")
BROKEN = re.compile(
    r"busy or unavailable|no CUDA-capable device|No CUDA GPUs are available|uncorrectable|hardware|"
    r"OS call failed|system not yet initialized|driver|initialization error|CUDA error: unknown error|"
    r"CUDA error: out of memory|CUBLAS_STATUS_(ALLOC_FAILED|NOT_INITIALIZED)|CUDNN_STATUS_NOT_INITIALIZED"
)
"""In the words of CUDA's runtime: what no student's code brings about (cudaError in driver_types.h)."""


class UnusableError(Exception):
    """The device can't be used; the message says what was found."""


class Device(Protocol):
    """What a child's worker asks of the device it was given."""

    @property
    def name(self) -> str:
        """What the report calls it."""

    def start(self) -> Gpu | None:
        """Make it ready and the default, and say what GPU it is, if it is one. Raises `UnusableError`."""

    def fault(self, error: BaseException) -> str:
        """Return what is wrong with the device itself if that was the cause of `error`; empty if it was not."""

    def peak_memory(self) -> int | None:
        """Return the most bytes that tensors have taken on it; None where nobody counts."""


def of(spawn: Spawn) -> Device:
    """Return the device that a child was given."""
    return Cuda(spawn.gpu, spawn.limits.gpu_memory) if spawn.gpu else Processor()


class Processor:
    """The CPU. There is nothing to start."""

    name = "cpu"

    def start(self) -> None:
        """Do nothing."""

    def fault(self, _error: BaseException) -> str:
        """Return nothing: its faults end the process."""
        return ""

    def peak_memory(self) -> None:
        """Return nothing: the supervisor counts memory."""


class Cuda:
    """The only GPU that this process can see; tensors may take `memory` bytes of it."""

    def __init__(self, gpu: str, memory: int) -> None:
        self.name = f"cuda:{gpu}"
        self._memory = memory

    def start(self) -> Gpu:
        """Start CUDA, with its memory capped and its choices fixed. Raises `UnusableError`."""
        try:
            torch.cuda.init()  # type: ignore[no-untyped-call]
            properties = torch.cuda.get_device_properties(0)
            torch.cuda.set_per_process_memory_fraction(min(1.0, self._memory / properties.total_memory))
            # A busy device says so only when it is to hold something.
            torch.zeros(1, device="cuda")
        except (RuntimeError, AssertionError) as error:
            raise UnusableError(_first_line(error)) from error
        _be_deterministic()
        make_default("cuda")
        driver = DRIVER_VERSION.read_text(encoding="ascii").strip() if DRIVER_VERSION.exists() else "unknown"
        return Gpu(properties.name, properties.total_memory, driver, torch.version.cuda or "unknown")

    def fault(self, error: BaseException) -> str:
        """Return what is wrong with the GPU: it failed, or others hold what this process might still take of it."""
        if isinstance(error, torch.OutOfMemoryError):
            free, total = torch.cuda.mem_get_info()
            own = self._memory - torch.cuda.memory_reserved()
            return f"others use its memory: {free:,} of {total:,} bytes are free" if free < own else ""
        return _first_line(error) if isinstance(error, RuntimeError) and BROKEN.search(str(error)) else ""

    def peak_memory(self) -> int:
        """Return the most bytes that tensors have taken."""
        return torch.cuda.max_memory_allocated()


def _be_deterministic() -> None:
    """Choose the same way of calculating in every run, where torch has one, and the CPU's precision."""
    torch.set_deterministic_debug_mode("warn")
    # Otherwise new memory is filled with NaN, and on the CPU it is not.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
    warnings.filterwarnings("ignore", ".*deterministic", UserWarning)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.allow_tf32 = False


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
