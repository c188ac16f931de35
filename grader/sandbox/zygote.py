"""The warm process that imported torch once and forks one confined child per request, and fresh ones for GPUs."""

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
from grader.wire.lifecycle import SPAWN_DESCRIPTORS, UNFORKABLE, Spawn, visible

START_SECONDS = 120.0
"""A cold import of torch on a slow, busy machine has been seen to take half a minute."""
REPLY_SECONDS = 20.0
ENDING_SECONDS = 5.0
PROGRAM = ("-m", "grader.inside")
ONE_THREAD = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class Zygote:
    """Starts at once and warms up while the host does other work; `spawn` waits until it is warm.

    A child on a GPU gets a process of its own that imports torch anew, since CUDA does not survive a fork;
    with `fresh`, or where a fork of the warmed process would not be safe, every child does. A process that
    died is replaced when the next child is asked for.
    """

    def __init__(self, *, fresh: bool = sys.platform == "darwin") -> None:
        self._lock = threading.Lock()
        self._warm = None if fresh else _Process("warm")
        self._own: list[_Process] = []

    def wait_until_warm(self) -> None:
        """Return when torch is imported and warmed. Raises `InfrastructureError` if that fails."""
        with self._lock:
            self._warmed()

    def spawn(self, spawn: Spawn, descriptors: dict[str, int]) -> None:
        """Start one child. Raises `InfrastructureError` when its process is gone or does not answer."""
        given = [descriptors[name] for name in SPAWN_DESCRIPTORS]
        if not spawn.gpu:
            with self._lock:
                warm = self._warmed()
                if warm is not None:
                    warm.spawn(spawn, given)
                    return
        own = _Process("fresh", spawn.gpu)
        with self._lock:
            for process in self._own:
                if not process.alive:
                    process.close()
            self._own = [*(process for process in self._own if process.alive), own]
        # The import takes seconds, and other lanes need not wait for it.
        own.wait_until_ready()
        own.spawn(spawn, given)

    def close(self) -> None:
        """End the processes; children that live on are ended by their own lifelines."""
        for process in (self._warm, *self._own):
            if process is not None:
                process.close()

    def _warmed(self) -> "_Process | None":
        """Return the warm process, None where there can be none."""
        if self._warm is not None:
            if not self._warm.alive:
                self._warm.close()
                self._warm = _Process("warm")
            if self._warm.wait_until_ready() == UNFORKABLE:
                self._warm.close()
                self._warm = None
        return self._warm

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Process:
    """One `python -m grader.inside`, with a clean environment and sight of one `gpu` or none, and the socket to it."""

    def __init__(self, way: str, gpu: str = "") -> None:
        self._socket, theirs = socket.socketpair()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        self._ready = ""
        self._process = subprocess.Popen(  # noqa: S603  our own words
            [sys.executable, "-I", "-B", *PROGRAM, str(theirs.fileno()), way],
            pass_fds=[theirs.fileno()],
            env={"PATH": os.defpath, "LANG": "C.UTF-8", **dict.fromkeys(ONE_THREAD, "1"), **visible(gpu)},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            cwd="/",
            # Ctrl-C in a terminal is the host's alone: when it ends, supervisors clear up after their children.
            start_new_session=True,
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
        # It may be in the midst of importing torch, and ends at once; but not while it has something to put away.
        self._process.terminate()
        try:
            self._process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
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
