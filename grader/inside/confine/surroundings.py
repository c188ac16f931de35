"""What the supervisor puts around the worker before that exists: namespaces, a root, a folder, a user id."""

import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.inside.confine import extras, identity, namespaces, reachable, root
from grader.wire.lifecycle import Spawn
from grader.wire.plan import Limits


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Whether namespaces hold, and which user the worker is to become; for each, why not.

    `uid` is None where the worker stays the user that the grader is.
    """

    walled: bool
    uid: int | None
    no_walls: str = ""
    no_uid: str = ""


UNCONFINED = Surroundings(walled=False, uid=None)


def prepare() -> None:
    """Make this process one whose forks get walls at the least cost. For the zygote, early: it goes on in a child."""
    if sys.platform == "linux" and not refusal(extras.NONE) and os.getuid() != 0:
        namespaces.become_first()


def fork(spawn: Spawn) -> int:
    """Fork the process that is to supervise `spawn`, as `os.fork` does."""
    walled = spawn.confine and sys.platform == "linux" and not refusal(extras.NONE)
    return namespaces.fork_first() if walled else os.fork()


def surround(spawn: Spawn) -> Surroundings:
    """Move this process into namespaces with a root of their own, where the machine allows it.

    It goes on as process 1 in there, and the worker is to be its child.
    """
    uid = identity.own_uid() if os.getuid() == 0 else None
    beyond = extras.of(spawn)
    refused = refusal(beyond)
    if not refused:
        namespaces.enter()
        root.build(spawn.folder, spawn.limits.disk, os.getuid() if uid is None else uid, beyond)
        return Surroundings(walled=True, uid=uid)
    if uid is None:
        return Surroundings(walled=False, uid=None, no_walls=refused)
    closed = identity.closed_to_others((*reachable.trees(), *reachable.OURS))
    if closed:
        why = f"no other user can read Python here, since {closed} is closed to them"
        return Surroundings(walled=False, uid=None, no_walls=refused, no_uid=why)
    os.chown(spawn.folder, uid, uid)
    return Surroundings(walled=False, uid=uid, no_walls=refused)


@cache
def refusal(beyond: extras.Extras) -> str:
    """Return why this machine refuses namespaces with a root of their own that shows `beyond`; empty where they work.

    Tried for real in a process of its own. Called once before forking, it is known to every fork.
    """
    folder = tempfile.mkdtemp(prefix="grade-")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _try(folder, writing, beyond)
    os.close(writing)
    said = os.read(reading, 1000).decode()
    os.close(reading)
    os.waitpid(child, 0)
    with suppress(OSError):
        Path(folder).rmdir()
    return "" if said == "ok" else said or "the attempt ended without a word"


def _try(folder: str, answer: int, beyond: extras.Extras) -> None:
    try:
        namespaces.enter()
        root.build(folder, Limits().disk, os.getuid(), beyond)
        os.write(answer, b"ok")
    except OSError as error:
        os.write(answer, str(error).encode())
    finally:
        os._exit(0)
