"""How far a batch is: a live line on a terminal, plain lines now and then elsewhere."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.batch.row import Row

EVERY_SECONDS = 10.0


class Watch:
    """Tells of every row that ends. Use as a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = 0
        self._done = self._lost = self._faults = 0
        self._started = self._said = time.monotonic()
        self._live = Progress(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[state]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._live.add_task("grading", total=None, state="")

    def expect(self, total: int) -> None:
        """Say how many there will be."""
        self._total = total
        self._live.update(self._task, total=total)

    def told(self, row: Row) -> None:
        """Take note of one more."""
        self._done += 1
        self._lost += row.score is not None and row.score < row.max_score
        self._faults += row.outcome == "infrastructure"
        rate = self._done / max(time.monotonic() - self._started, 1e-3)
        state = f"{self._lost} lost marks, {rate:.1f} a second"
        if self._faults:
            state += f", {self._faults} without a score, by a fault of the grader"
        self._live.update(self._task, completed=self._done, state=state)
        if not self._console.is_terminal and (time.monotonic() - self._said > EVERY_SECONDS):
            self._said = time.monotonic()
            left = (self._total - self._done) / rate
            self._console.print(f"{self._done} of {self._total}: {state}, about {left:.0f} s left", highlight=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._live.stop()
