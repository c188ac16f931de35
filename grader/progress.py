"""One line that says how far a run is, on a terminal: phase, steps, loss, and the time left to the limit."""

import time
from collections.abc import Sequence
from math import log10
from statistics import fmean
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from grader.sandbox.listener import Listener
from grader.wire.observation import PhaseName
from grader.wire.plan import Plan
from grader.wire.training import Point, TrainingChunk

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 16
_A_SECOND = 4
_SMALLEST = 1e-12
"""Losses below this are drawn alike."""
_DOING: dict[PhaseName, str] = {
    "load": "loading your file",
    "build": "building your network",
    "train": "training",
    "evaluate": "trying the trained network",
}


class ProgressLine(Listener):
    """The line, until a submission has ended, and again when the next one starts. Use as a context manager.

    `seed` is the first attempt's: later ones count on from it.
    """

    def __init__(self, console: Console, seed: int) -> None:
        self._console, self._seed = console, seed
        self._doing, self._attempt = "starting PyTorch", 1
        self._deadline: float | None = None
        self._limit, self._steps = 0.0, 0
        self._points: list[Point] = []
        self._live = Live(
            console=console,
            transient=True,
            refresh_per_second=_A_SECOND,
            get_renderable=self._line,
            redirect_stdout=False,
        )

    def started(self, plan: Plan) -> None:
        """Begin anew, with the attempt and the limit that the plan says."""
        self._attempt = plan.seed - self._seed + 1
        self._limit = plan.limits.train
        self._deadline, self._steps, self._points = None, 0, []
        self._live.start()

    def began(self, phase: PhaseName) -> None:
        """Say which phase it is."""
        self._doing = _DOING[phase]
        self._deadline = time.monotonic() + self._limit if phase == "train" else None

    def trained(self, chunk: TrainingChunk) -> None:
        """Say how far training is."""
        self._steps = chunk.summary.steps
        self._points += chunk.points

    def ended(self) -> None:
        """Take the line away."""
        self._live.stop()

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def _line(self) -> Text:
        said = [self._doing if self._attempt == 1 else f"attempt {self._attempt}: {self._doing}"]
        losses = [point.loss for point in self._points]
        if self._steps:
            said.append(f"{self._steps:,} steps")
        if losses:
            said.append("loss nan" if losses[-1] is None else f"loss {losses[-1]:.3g}")
        if self._deadline is not None:
            said.append(f"limit in {max(self._deadline - time.monotonic(), 0):.0f} s")
        line = " · ".join(said)
        room = min(self._console.width - len(line) - 2, _WIDTH)
        return Text(f"{line} {sparkline(losses, room)}", style="dim", no_wrap=True, overflow="crop")


def sparkline(losses: Sequence[float | None], most: int) -> str:
    """Return the losses as at most so many bars on a logarithmic scale; `×` for what is no number.

    Each bar is the mean of an equal share of them.
    """
    count = max(min(most, len(losses)), 0)
    shares = [losses[len(losses) * n // count : len(losses) * (n + 1) // count] for n in range(count)]
    heights = [None if None in share else _height([loss for loss in share if loss is not None]) for share in shares]
    known = [height for height in heights if height is not None]
    low, room = min(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)
    scale = (len(_BARS) - 1) / room if room else 0.0
    return "".join("×" if height is None else _BARS[round((height - low) * scale)] for height in heights)


def _height(losses: Sequence[float]) -> float:
    return log10(max(abs(fmean(losses)), _SMALLEST))
