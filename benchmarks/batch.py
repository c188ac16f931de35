"""A made-up class of 300, graded, stopped and gone on with, and judged again.

    python benchmarks/batch.py [STUDENTS] [JOBS]

Training is the student's own time, summed over attempts; what lies beyond it is the grader's: the wall time of all
lanes less that sum, for each hand-in. Attacks and mistakes that never train count among the hand-ins.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from made_up_class import ROOT, make
from ours import training_seconds
from process_tree import Peak, peak_while
from tables import Table, show

RUBRIC = (ROOT / "rubrics/challenge.yaml").read_text()


def tables(students: int = 300, jobs: int = os.cpu_count() or 1) -> Iterator[Table]:
    """Yield the table of what each run took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder / "class", students)
        rubric = folder / "rubric.yaml"
        rubric.write_text(RUBRIC.replace("../reference", str(ROOT / "reference")))
        command = [sys.executable, "-m", "grader.cli", "batch", str(folder / "class"), "--rubric", str(rubric)]
        command += ["--out", str(folder / "out"), "--jobs", str(jobs)]

        seconds, peak = _timed(command, folder / "first")
        trained = sum(training_seconds(folder / "out"))
        again, _ = _timed(command, folder / "again")
        rubric.write_text(rubric.read_text().replace("points: 30", "points: 25").replace("below: 0.25", "below: 0.2"))
        judged, _ = _timed(command, folder / "judged")
        for seen in sorted((folder / "out").glob("*/observation.json"))[: students // 10]:
            seen.unlink()
        resumed, _ = _timed(command, folder / "resumed")
        taken = {"first": seconds, "again": again, "judged": judged, "resumed": resumed}
        yield Table(
            f"A made-up class of {students}, in {jobs} lanes",
            ("run", "seconds", "× the first", "what it said"),
            tuple((n, f"{t:.2f}", f"{t / seconds:.3f}", _said(folder / n)) for n, t in taken.items()),
            (
                f"Training, summed over attempts: {trained:.1f} s. Beyond it, for each hand-in: "
                f"{(seconds * jobs - trained) / students * 1000:.0f} ms of one lane.",
                f"Peak memory of the host {peak.first / 2**20:.0f} MiB, of all {peak.tree / 2**20:.0f} MiB.",
            ),
        )


def _timed(command: list[str], log: Path) -> tuple[float, Peak]:
    start = time.perf_counter()
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:  # noqa: S603  our own words
        peak = peak_while(process)
    if process.returncode not in {0, 1}:
        sys.exit(log.read_text())
    return time.perf_counter() - start, peak


def _said(log: Path) -> str:
    return next(line for line in log.read_text().splitlines() if line.startswith("run:"))


if __name__ == "__main__":
    show(tables)
