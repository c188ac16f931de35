"""The same work on many things, in several processes that end with this one."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TypeVar

from grader.errors import InfrastructureError

T = TypeVar("T")
R = TypeVar("R")
AT_A_TIME = 10
"""Things that travel to a process together."""


def in_processes(work: Callable[[T], R], things: Sequence[T], processes: int) -> Iterator[R]:
    """Yield `work(thing)` for each, in order, from at most so many processes. All of it must be picklable.

    Raises what `work` raises, and `InfrastructureError` where a process dies.
    """
    # Not by a fork: this process has threads, and what they hold at that moment would stay locked.
    pool = ProcessPoolExecutor(min(processes, len(things)), get_context("spawn"), _begin)
    try:
        with _no_interrupts():
            found = pool.map(work, things, chunksize=AT_A_TIME)
        yield from found
    except BrokenProcessPool as error:
        raise InfrastructureError(
            f"expected {processes} processes to work; found that one died or could not begin: is memory short?",
            hint="the same command with `--jobs 1` needs one only",
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Start processes that never hear Ctrl-C, which reaches all in a terminal: this one ends the others."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
