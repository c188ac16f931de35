"""Does a class cost more for each hand-in, or more memory, when it is larger?

    python benchmarks/growth.py [LARGE] [JOBS]

Tiny hand-ins, each of another text: a hundred in one run, then LARGE (10,000 take about a quarter of an hour).
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from made_up_class import make_tiny
from process_tree import peak_while

SMALL = 100


def main(large: int = 1_000, jobs: int = os.cpu_count() or 1) -> None:
    """Print seconds for each hand-in and the host's peak memory, small beside large, and within the large one."""
    costs = [_grade(size, jobs) for size in (SMALL, large)]
    print(f"for each hand-in: {large} beside {SMALL}: {costs[1] / costs[0]:.2f} ×")


def _grade(size: int, jobs: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "class"
        make_tiny(folder, size)
        command = [sys.executable, "-m", "grader.cli", "batch", str(folder), "--out", str(folder.with_name("out"))]
        command += ["--rubric", str(folder.with_suffix(".yaml")), "--jobs", str(jobs)]
        start = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603  our own words
            peak = peak_while(process)
        wall = time.perf_counter() - start
        ended = sorted(path.stat().st_mtime for path in folder.with_name("out").glob("*/report.json"))
        if process.returncode or len(ended) != size:
            sys.exit(f"{process.returncode}: {len(ended)} of {size} graded")
        tenth = max(size // 10, 10)
        first, last = ended[tenth] - ended[0], ended[-1] - ended[-tenth - 1]
        # Between the first report and the last: what is started once is another benchmark's.
        cost = (ended[-1] - ended[0]) / (size - 1)
        print(
            f"{size:6} hand-ins, {jobs} lanes: {wall:7.1f} s, {cost * 1000:5.1f} ms each; first tenth "
            f"{tenth / first:5.1f} a second, last {tenth / last:5.1f}; host {peak.first / 2**20:4.0f} MiB, "
            f"all {peak.tree / 2**20:4.0f} MiB",
            flush=True,
        )
        return cost


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
