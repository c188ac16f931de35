"""The warm process that imported torch once and forks one confined child per request."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict
from typing import Self

from grader.errors import InfrastructureError
from grader.wire.lifecycle import SPAWN_DESCRIPTORS, UNFORKABLE, Spawn

START_SECONDS = 120.0
"""A cold import of torch on a slow, busy machine has been seen to take half a minute."""
REPLY_SECONDS = 20.0
ONE_THREAD = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class Zygote:
    """Starts at once and warms up while the host does other work; `spawn` waits until it is warm.

    With `fresh`, or where a fork of the warmed process would not be safe, every child gets a process
    of its own that imports torch anew: slower, and otherwise the same. A process that died is replaced
    when the next child is asked for.
    """

    def __init__(self, *, fresh: bool = sys.platform == "darwin") -> None:
        self._lock = threading.Lock()
        self._fresh = fresh
        self._processes = [] if fresh else [_Process("warm")]

    def wait_until_warm(self) -> None:
        """Return when torch is imported and warmed. Raises `InfrastructureError` if that fails."""
        with self._lock:
            if not self._fresh:
                if not self._processes[0].alive:
                    self._processes[0].close()
                    self._processes = [_Process("warm")]
                self._fresh = self._processes[0].wait_until_ready() == UNFORKABLE

    def spawn(self, spawn: Spawn, descriptors: dict[str, int]) -> None:
        """Start one child. Raises `InfrastructureError` when its process is gone or does not answer."""
        self.wait_until_warm()
        with self._lock:
            if self._fresh:
                self._processes = [p for p in self._processes if p.alive] + [_Process("fresh")]
                self._processes[-1].wait_until_ready()
            self._processes[-1].spawn(spawn, [descriptors[name] for name in SPAWN_DESCRIPTORS])

    def close(self) -> None:
        """End the process; children that live on are ended by their own lifelines."""
        for process in self._processes:
            process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Process:
    """One `python -m grader.inside`, with a clean environment, and the socket to it."""

    def __init__(self, way: str) -> None:
        self._socket, theirs = socket.socketpair()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        self._ready = ""
        self._process = subprocess.Popen(  # noqa: S603  our own words
            [sys.executable, "-I", "-B", "-m", "grader.inside", str(theirs.fileno()), way],
            pass_fds=[theirs.fileno()],
            env={"PATH": os.defpath, "LANG": "C.UTF-8", **dict.fromkeys(ONE_THREAD, "1")},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            cwd="/",
        )
        theirs.close()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self) -> str:
        self._ready = self._ready or self._reply(START_SECONDS)
        return self._ready

    def spawn(self, spawn: Spawn, descriptors: list[int]) -> None:
        try:
            socket.send_fds(self._socket, [json.dumps(asdict(spawn)).encode()], descriptors)
        except OSError as error:
            raise self._broken(str(error)) from error
        self._reply(REPLY_SECONDS)

    def close(self) -> None:
        self._socket.close()
        # It has nothing to put away, and may be in the midst of importing torch.
        self._process.kill()
        self._process.wait()
        self._log.close()

    def _reply(self, seconds: float) -> str:
        self._socket.settimeout(seconds)
        line = b""
        try:
            while not line.endswith(b"\n"):
                part = self._socket.recv(4096)
                if not part:
                    raise self._broken("it closed its socket")
                line += part
        except TimeoutError as error:
            raise self._broken(f"no answer in {seconds:.0f} seconds") from error
        except OSError as error:
            raise self._broken(str(error)) from error
        return line.decode().strip()

    def _broken(self, why: str) -> InfrastructureError:
        # Answers that come too late would be taken for those of the next request.
        self._process.kill()
        self._process.wait()
        self._log.seek(0)
        last = self._log.read()[-2000:].decode(errors="replace").strip().splitlines()
        detail = f"; it said: {last[-1]}" if last else ""
        return InfrastructureError(
            f"expected the process that runs submissions to answer; found that it did not: {why}{detail}",
            where=sys.executable,
            hint="check that `python -c 'import torch'` works in the same environment, then run again",
        )
