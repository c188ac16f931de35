"""The zygote: imports and warms torch once, then forks one supervisor for each child asked for.

Started by name with a clean environment, it holds no secret: a forked child can read all of its
memory. It never sees a rubric, a reference, a target or a submission.

    python -I -m grader.inside SOCKET warm      serves many, each in a fork
    python -I -m grader.inside SOCKET fresh     serves one, in this very process
"""

import gc
import json
import os
import signal
import socket
import sys
from dataclasses import astuple, fields
from functools import partial

from grader.inside.confine import surroundings
from grader.inside.supervise import Descriptors, supervise
from grader.wire.lifecycle import READY, SPAWN_DESCRIPTORS, STARTED, UNFORKABLE, Spawn
from grader.wire.plan import Limits

REQUEST_BYTES = 65536
MANY = 8
"""Forks from which on huge pages pay: to make them takes 100 ms, and saves about 5 for each child."""


def main(arguments: list[str]) -> None:
    """Serve spawn requests that arrive on the socket until the host closes it."""
    host = socket.socket(fileno=int(arguments[0]))
    if arguments[1] == "fresh":
        _serve_one(host)
    else:
        _serve_many(host)


def _serve_many(host: socket.socket) -> None:
    # What is imported stays: to look for garbage again and again meanwhile takes time. The worker collects again.
    gc.disable()
    # Ended in the midst of this it would leave a folder.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    surroundings.prepare()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    from grader.inside import device  # noqa: PLC0415
    from grader.inside.huge_pages import collapse  # noqa: PLC0415
    from grader.inside.warm import forkable, warm  # noqa: PLC0415  the import of torch is the slow part
    from grader.inside.worker import work  # noqa: PLC0415

    warm()
    gc.collect()
    gc.freeze()
    _tell(host, READY if forkable() else UNFORKABLE)
    served = 0
    while request := _receive(host):
        spawn, descriptors = request
        if surroundings.fork(spawn) == 0:
            host.close()
            supervise(spawn, descriptors, partial(work, device=device.of(spawn)))
        for descriptor in astuple(descriptors):
            os.close(descriptor)
        _reap()
        _tell(host, STARTED)
        served += 1
        if served == MANY:
            collapse()


def _serve_one(host: socket.socket) -> None:
    from grader.inside import device  # noqa: PLC0415
    from grader.inside.warm import settle  # noqa: PLC0415
    from grader.inside.worker import work  # noqa: PLC0415

    settle()
    _tell(host, READY)
    if request := _receive(host):
        _tell(host, STARTED)
        host.close()
        spawn, descriptors = request
        supervise(spawn, descriptors, partial(work, device=device.of(spawn)))


def _receive(host: socket.socket) -> tuple[Spawn, Descriptors] | None:
    """Return the next request, None when the host is gone."""
    request, descriptors, _, _ = socket.recv_fds(host, REQUEST_BYTES, len(SPAWN_DESCRIPTORS))
    return (_spawn(request), Descriptors(*descriptors)) if request else None


def _tell(host: socket.socket, word: str) -> None:
    host.sendall(word.encode() + b"\n")


def _spawn(request: bytes) -> Spawn:
    given = json.loads(request)
    limits = Limits(**{f.name: given["limits"][f.name] for f in fields(Limits)})
    return Spawn(**{**given, "limits": limits})


def _reap() -> None:
    """Collect the supervisors that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    main(sys.argv[1:])
    # Nothing is left to be done, and torch would take a tenth of a second to take itself apart.
    os._exit(0)
