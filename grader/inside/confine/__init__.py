"""Every layer of confinement, applied by trusted code before the first byte of student code arrives.

A layer that the machine refuses is reported as inactive, and those after it are tried all the same: which
ones must hold is for the host to decide (`grader.wire.environments`).
"""

import errno
import os
import sys
from collections.abc import Callable
from functools import partial

from grader.inside.confine import extras, identity, landlock, namespaces, privileges, rlimits, root, seccomp
from grader.inside.confine.surroundings import Surroundings
from grader.wire.lifecycle import Spawn
from grader.wire.machine import SandboxLayer

HOLDS: dict[str, Callable[[], bool]] = {
    "namespaces": namespaces.holds,
    "root_filesystem": root.holds,
    "identity": identity.holds,
    "rlimits": rlimits.holds,
    "capabilities": lambda: privileges.capabilities() == 0,
    "no_new_privs": privileges.new_privileges_forbidden,
    "landlock": landlock.holds,
    "seccomp": seccomp.holds,
}
"""Each layer that a process applies to itself, with a trial of what it must deny."""


def confine(spawn: Spawn, around: Surroundings) -> tuple[SandboxLayer, ...]:
    """Apply to this process, for good, all that a process can do to itself; return every layer, tried."""
    limited = partial(rlimits.apply, spawn.limits, count_processes=around.uid is not None, cuda=bool(spawn.gpu))
    if sys.platform != "linux" or not spawn.confine:
        why = "not asked for" if sys.platform == "linux" else "only on Linux: not a security boundary"
        others = (SandboxLayer(name, active=False, detail=why) for name in HOLDS if name != "rlimits")
        return (*others, _apply("rlimits", limited))
    rlimits.go_first()
    writable = (spawn.folder, *(root.OPEN_TO_ALL if around.walled else ()))
    privileges.drop_bounding_set()
    applied = (
        _apply("namespaces", lambda: _given(around.no_walls)),
        _apply("root_filesystem", lambda: _given(around.no_walls)),
        _apply("identity", lambda: _identify(around)),
        _apply("rlimits", limited),
        _apply("capabilities", privileges.drop_capabilities),
        _apply("no_new_privs", privileges.forbid_new_privileges),
        _apply("landlock", lambda: landlock.apply(writable, extras.of(spawn))),
        _apply("seccomp", lambda: seccomp.apply(cuda=bool(spawn.gpu))),
    )
    return tuple(_tried(layer) for layer in applied)


def _apply(name: str, layer: Callable[[], str]) -> SandboxLayer:
    try:
        return SandboxLayer(name, active=True, detail=layer())
    except OSError as error:
        return SandboxLayer(name, active=False, detail=error.strerror or str(error))


def _tried(layer: SandboxLayer) -> SandboxLayer:
    if layer.active and not HOLDS[layer.layer]():
        return SandboxLayer(layer.layer, active=False, detail="it was taken, and what it must deny goes through")
    return layer


def _given(refusal: str) -> str:
    if refusal:
        raise OSError(errno.EPERM, refusal)
    return ""


def _identify(around: Surroundings) -> str:
    if around.uid is not None:
        identity.become(around.uid)
    privileges.die_with_parent()
    if around.uid is not None:
        return "a user of its own"
    if os.getuid() == 0:
        raise OSError(errno.EACCES, around.no_uid)
    return "the user who grades"
