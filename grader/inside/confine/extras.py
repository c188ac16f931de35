"""What a child on a GPU may reach beyond every other, since CUDA does not start without it.

NVIDIA documents none of this. Seen by others who confined CUDA: NVIDIA/OpenShell issue 1486 (thread names), snapd's
interface `opengl` (files), gVisor's nvproxy (nodes), and users of bubblewrap (/sys).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.wire.lifecycle import DRIVER_LIBRARIES, Spawn

DEV = Path("/dev")
_NODES = re.compile(r"nvidia(\d+|ctl|-uvm|-uvm-tools)")
_KERNEL = (
    "/sys/devices/system/cpu", "/sys/devices/system/memory", "/sys/devices/system/node", "/sys/bus/pci/devices",
)  # fmt: skip
_PROC = (
    "/proc/driver/nvidia", "/proc/driver/nvidia-uvm", "/proc/devices", "/proc/modules", "/proc/cpuinfo",
    "/proc/meminfo", "/proc/sys/vm/mmap_min_addr", "/proc/self",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Extras:
    """Device nodes to read, write and control, files to read, and of those the ones in /proc."""

    nodes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    proc: tuple[str, ...] = ()


NONE = Extras()


def of(spawn: Spawn) -> Extras:
    """Return what the child may reach beyond others: nothing, if it is one on the CPU.

    On a machine with several GPUs these are the nodes of all: CUDA counts those that it finds, so that hiding
    some would change what CUDA_VISIBLE_DEVICES means.
    """
    if not spawn.gpu:
        return NONE
    nodes = [path for path in sorted(DEV.glob("nvidia*")) if _NODES.fullmatch(path.name)]
    slices = sorted(DEV.glob("nvidia-caps/*"))
    modules = sorted(Path("/sys/module").glob("nvidia*"))
    # The kernel describes each card in a folder; /sys/bus/pci/devices has links to them.
    cards = [Path("/sys/bus/pci/devices", card.name).resolve() for card in Path("/proc/driver/nvidia/gpus").glob("*")]
    files = [*map(Path, (*DRIVER_LIBRARIES, *_KERNEL)), *modules, *sorted(cards)]
    return Extras(_present([*nodes, *slices]), _present(files), _present(map(Path, _PROC)))


def _present(paths: Iterable[Path]) -> tuple[str, ...]:
    return tuple(str(path) for path in paths if path.exists())
