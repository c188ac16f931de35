"""Each layer is tried, reported, and missed where it is needed and does not hold."""

import itertools

import pytest
from places import ATTACKS, LINUX, NEEDS_ROOT, trials

from grader.inside.confine import bpf, cuda_calls, seccomp, syscalls
from grader.wire.environments import ALWAYS, WALLS, missing
from grader.wire.machine import SandboxLayer

EVERY = {*ALWAYS, *WALLS, "landlock"}
QUIET = tuple(attack for attack in ATTACKS if attack.stem == "leave_early")


def reported(environment: str, way: str = "confined") -> tuple[SandboxLayer, ...]:
    """The layers that a child in `environment` says it has."""
    return tuple(SandboxLayer(**layer) for layer in trials(environment, way, QUIET)[0]["layers"])


@pytest.mark.parametrize(
    ("environment", "off"),
    [
        pytest.param("as it is", set(), marks=NEEDS_ROOT),
        pytest.param("ordinary user", set(), marks=NEEDS_ROOT),
        pytest.param("ordinary user, no namespaces", set(WALLS), marks=NEEDS_ROOT),
        pytest.param("root in a container", set(WALLS), marks=NEEDS_ROOT),
        pytest.param("ordinary user, old kernel", {*WALLS, "landlock"}, marks=NEEDS_ROOT),
    ],
)
def test_what_does_not_hold_is_said(environment: str, off: set[str]) -> None:
    """A refused layer is reported as inactive with the kernel's reason, and all others hold."""
    layers = reported(environment)
    assert {layer.layer for layer in layers} == EVERY
    assert {layer.layer for layer in layers if not layer.active} == off
    assert all(layer.detail for layer in layers if not layer.active)
    assert bool(missing(layers)) == ("landlock" in off)


@LINUX
def test_without_confinement_nothing_is_claimed() -> None:
    """Only what bounds accidents remains, and strict refuses."""
    layers = reported("as it is", "unconfined")
    assert {layer.layer for layer in layers if layer.active} == {"rlimits", "watchdog", "lifeline", "kill_tree"}
    assert "seccomp" in missing(layers)


@pytest.mark.parametrize("absent", sorted(EVERY))
def test_each_layer_is_missed_unless_another_does_its_work(absent: str) -> None:
    """Landlock and the namespaces stand in for each other; nothing stands in for the rest."""
    layers = tuple(SandboxLayer(name, active=name != absent) for name in EVERY)
    expected = () if absent in (*WALLS, "landlock") else (absent,)
    assert missing(layers) == expected


@pytest.mark.parametrize("wall", WALLS)
def test_files_must_be_hidden_by_something(wall: str) -> None:
    """Without Landlock both namespaces and an own root are needed."""
    layers = tuple(SandboxLayer(name, active=name not in (wall, "landlock")) for name in EVERY)
    assert missing(layers) == ("landlock", wall)


def verdict(program: bpf.Program, number: int, *arguments: int, machine: str = "x86_64") -> int:
    """What the kernel would answer: the few instructions of these filters, carried out here."""
    words = {bpf.NUMBER: number, bpf.ARCHITECTURE: seccomp.AUDIT_ARCH[machine]}
    words |= {bpf.ARGUMENTS + 8 * index: value & 0xFFFFFFFF for index, value in enumerate(arguments)}
    loaded, at = 0, 0
    while True:
        code, if_true, if_false, value = program[at]
        at += 1
        if code == bpf.LOAD:
            loaded = words.get(value, 0)
        elif code == bpf.AND:
            loaded &= value
        elif code == bpf.RETURN:
            return value
        else:
            passed = {bpf.EQUAL: loaded == value, bpf.AT_LEAST: loaded >= value, bpf.ANY_BIT: bool(loaded & value)}
            at += if_true if passed[code] else if_false


@pytest.mark.parametrize("machine", syscalls.MACHINES)
def test_the_filter_decides_as_meant(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On both machines: threads and not processes, signals to itself only, nothing for other interfaces."""
    monkeypatch.setattr("platform.machine", lambda: machine)
    program = seccomp.filter_for(7)
    free, bound = syscalls.numbers(syscalls.FREE), syscalls.numbers(syscalls.BY_ARGUMENT)
    expected = {
        (free["read"], 0): bpf.ALLOW,
        (bound["clone"], 0x3D0F00): bpf.ALLOW,
        (bound["clone"], 17): seccomp.REFUSED,
        (bound["clone"], 0x3D0F00 | 0x10000000): seccomp.REFUSED,
        (bound["clone3"], 0): bpf.errno(38),
        (bound["kill"], 7): bpf.ALLOW,
        (bound["kill"], 8): seccomp.REFUSED,
        (bound["kill"], -1): seccomp.REFUSED,
        (bound["kill"], 0): seccomp.REFUSED,
        (bound["tgkill"], 8): seccomp.REFUSED,
        (bound["prlimit64"], 0): bpf.ALLOW,
        (bound["prlimit64"], 8): seccomp.REFUSED,
        (bound["ioctl"], 0, 0x5412): bpf.errno(25),
        (bound["fcntl"], 0, 8): seccomp.REFUSED,
        (bound["fcntl"], 0, 3): bpf.ALLOW,
        (999, 0): bpf.errno(38),
    }
    for (number, *arguments), answer in expected.items():
        assert verdict(program, number, *arguments, machine=machine) == answer, (number, arguments)
    other = next(name for name in syscalls.MACHINES if name != machine)
    assert verdict(program, free["read"], machine=other) == bpf.KILL
    if machine == "x86_64":
        assert verdict(program, 0x40000000 + free["read"]) == bpf.KILL


@pytest.mark.parametrize("column", range(len(syscalls.MACHINES)), ids=syscalls.MACHINES)
def test_no_number_stands_twice(column: int) -> None:
    """A slip in the table would allow a call that nobody named."""
    tables = (syscalls.FREE, syscalls.BY_ARGUMENT, syscalls.PRETENDED, syscalls.UNSUPPORTED, cuda_calls.CALLS)
    rows = itertools.chain.from_iterable(table.values() for table in tables)
    numbers = [row[column] for row in rows if row[column] is not None]
    assert len(numbers) == len(set(numbers))
