"""A child on a GPU reaches its nodes and what CUDA must read, and no attack gets further for it.

Ordinary nodes stand in for those of a GPU: what the kernel's layers let through is tried, and nothing of the driver.
"""

import errno
import platform

import pytest
from places import ATTACKS, HERE, NEEDS_ROOT, trials
from test_layers import verdict

from grader.inside.confine import bpf, cuda_calls, seccomp, syscalls

pytestmark = NEEDS_ROOT
NEEDS = HERE / "needs" / "cuda.py"
REACHED = {
    "nvidiactl": "None", "nvidia0": "None", "nvidia-uvm": "None", "nvidia-uvm-tools": "No such file or directory",
    "plain request": "True", "frontend request": "Inappropriate ioctl for device", "thread": "14",
    "/proc/devices": "2", "/proc/self/maps": "2", "/sys/devices/system/cpu/online": "2",
    "/proc/version": "Permission denied", "memory": "True", "listen": "None", "accept": "Operation not permitted",
    "daemon": "No such file or directory", "named": "Permission denied", "datagram": "Operation not permitted",
    "network": "Operation not permitted",
}  # fmt: skip
"""What comes of each attempt. A node's own driver answers the frontend's request, after every layer let it pass."""
OPEN_ON_A_GPU = {
    "nameless_files": ["THROUGH: made a file in memory"],
    "rare_calls": ["THROUGH: reached memfd_create"],
    "raise_limits": ["THROUGH: raised a limit"],
}
"""CUDA needs the first two. In place of addresses, which the third sets a limit to, data are limited and watched."""
PLACES = ["with a GPU", "ordinary user, with a GPU", "ordinary user, no namespaces, with a GPU"]


def attempts(environment: str, way: str) -> dict[str, str]:
    """What came of each attempt."""
    (run,) = trials(environment, way, (NEEDS,), 5)
    return dict(line.split(": ", 1) for line in run["said"].splitlines() if ": " in line)


@pytest.mark.parametrize("environment", PLACES)
def test_cuda_finds_what_it_needs(environment: str) -> None:
    """Its nodes, files, calls and thread names; no other node, file or socket."""
    found = attempts(environment, "gpu")
    assert {name: found[name] for name in REACHED} == REACHED
    assert found["nvidia-modeset"] in ("Permission denied", "No such file or directory")


@pytest.mark.parametrize("environment", PLACES[::2])
def test_a_child_on_the_cpu_finds_no_gpu(environment: str) -> None:
    """Neither a node nor what else is there for CUDA alone."""
    found = attempts(environment, "confined")
    hidden = ("Permission denied", "No such file or directory", "Operation not permitted")
    for name in ("nvidiactl", "nvidia0", "nvidia-uvm", "/proc/devices", "/sys/devices/system/cpu/online",
                 "memory", "thread", "listen"):  # fmt: skip
        assert found[name] in hidden, name


def test_no_attack_gets_further_on_a_gpu() -> None:
    """The whole list in a child that may use one: files in memory are all it may have besides."""
    runs = trials("with a GPU", "gpu", tuple(ATTACKS))
    assert len(runs) == len(ATTACKS)
    # Without a limit on addresses, memory can rise for a twentieth of a second before it is seen.
    breaches = {run["attack"]: [found for found in run["breaches"] if not found.startswith("used")] for run in runs}
    assert {attack: found for attack, found in breaches.items() if found} == OPEN_ON_A_GPU


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_the_filter_lets_cuda_through_and_nothing_else(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its requests, its sockets and shared memory; no terminal, network, process or connection."""
    monkeypatch.setattr(platform, "machine", lambda: machine)
    program = seccomp.filter_for(7, cuda=True)
    number = syscalls.numbers(syscalls.BY_ARGUMENT) | syscalls.numbers(cuda_calls.CALLS)
    no_terminal, no_such_file = bpf.errno(errno.ENOTTY), bpf.errno(errno.ENOENT)
    expected = {
        ("ioctl", 3, 0xC020462A): bpf.ALLOW,
        ("ioctl", 3, 0x30000001): bpf.ALLOW,
        ("ioctl", 3, 0x30000003): no_terminal,
        ("ioctl", 3, 75): bpf.ALLOW,
        ("ioctl", 3, 0x5401): bpf.ALLOW,
        ("ioctl", 3, 0x5412): no_terminal,
        ("ioctl", 3, 0x46): bpf.ALLOW,
        ("ioctl", 3, 0xAE80): no_terminal,
        ("socket", 1, 5 | 0x80000): bpf.ALLOW,
        ("socket", 1, 2): seccomp.REFUSED,
        ("socket", 2, 1): seccomp.REFUSED,
        ("connect", 3): no_such_file,
        ("fcntl", 3, 1033): bpf.ALLOW,
        ("fcntl", 3, 8): seccomp.REFUSED,
        ("clone", 17): seccomp.REFUSED,
        ("kill", 8): seccomp.REFUSED,
    }
    for (name, *arguments), answer in expected.items():
        assert verdict(program, number[name], *arguments, machine=machine) == answer, (name, arguments)
    assert verdict(seccomp.filter_for(7), number["memfd_create"], machine=machine) == seccomp.REFUSED
