"""Does a class cost more for each hand-in, or more memory, when it is larger?

    python benchmarks/growth.py [LARGE] [JOBS]

Tiny hand-ins, each of another text: a hundred in one run, then LARGE.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from made_up_class import make_tiny
from ours import from_first_to_last
from process_tree import Peak, peak_while
from tables import Aim, Table, show

SMALL = 100
MOST_GROWTH = 1.25
"""Of the host's memory, from the small class to the large one, to be called flat."""


@dataclass(frozen=True, slots=True)
class Graded:
    """What a class took: seconds a hand-in once started, hand-ins a second in the first and last tenth, memory."""

    each: float
    first: float
    last: float
    peak: Peak


def grade(size: int, jobs: int) -> Graded:
    """Grade a class of `size`. Exits where one is not graded."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "class", Path(name) / "out"
        make_tiny(folder, size)
        command = [sys.executable, "-m", "grader.cli", "batch", str(folder), "--out", str(out)]
        command += ["--rubric", str(folder.with_suffix(".yaml")), "--jobs", str(jobs)]
        log = Path(name) / "log"
        with log.open("wb") as told, subprocess.Popen(command, stdout=told, stderr=told) as process:  # noqa: S603  our own words
            peak = peak_while(process)
        ended = sorted(path.stat().st_mtime for path in out.glob("*/report.json"))
        if process.returncode or len(ended) != size:
            sys.exit(f"{len(ended)} of {size} graded:\n{log.read_text()}")
        tenth = size // 10
        first, last = ended[tenth] - ended[0], ended[-1] - ended[-tenth - 1]
        return Graded(from_first_to_last(out) / (size - 1), tenth / first, tenth / last, peak)


def tables(large: int = 1_000, jobs: int = os.cpu_count() or 1) -> Iterator[Table]:
    """Yield the table."""
    found = {size: grade(size, jobs) for size in (SMALL, large)}
    small = found[SMALL]
    rows = tuple(
        (
            f"{size:,} hand-ins",
            f"{one.each * 1000:.1f}",
            f"{one.each / small.each:.2f}",
            f"{one.first:.1f}, {one.last:.1f}",
            f"{one.peak.first / 2**20:.0f}",
            f"{one.peak.first / small.peak.first:.2f}",
            f"{one.peak.tree / 2**20:.0f}",
        )
        for size, one in found.items()
    )
    growth = found[large].peak.first / small.peak.first
    yield Table(
        f"A class of {SMALL} beside one of {large:,}",
        ("class", "ms each", "×", "a second, first and last tenth", "host MiB", "×", "all MiB"),
        rows,
        (f"{jobs} lanes, three steps of training each. Memory is the largest proportional set size that was seen.",),
        (Aim("host memory", "flat", f"{growth:.2f} × for {large / SMALL:.0f} times the class", growth <= MOST_GROWTH),),
    )


if __name__ == "__main__":
    show(tables)
