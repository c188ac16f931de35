"""What the container's entry point takes: memory of the whole tree, and time with one core and with half of one.

    python benchmarks/container.py [RUNS]

Grades the full-marks example with the challenge rubric. Half a core is a real quota (control group v1 or v2), which
needs root; where none can be made, that row is left out and the reason printed. Aim: below 600 MB.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from made_up_class import EXAMPLES, ROOT
from process_tree import peak_while

PERIOD_US = 100_000
V1, V2 = Path("/sys/fs/cgroup/cpu/grade-benchmark"), Path("/sys/fs/cgroup/grade-benchmark")


def main(runs: int = 3) -> None:
    """Print median time and largest peak for each quota, and the ratio of the times."""
    medians = []
    for name, cores in (("one core", 1.0), ("half a core", 0.5)):
        try:
            with _quota(cores) as join:
                found = [_grade(join) for _ in range(runs)]
        except OSError as error:
            print(f"{name:12} left out: no quota here ({error})")
            continue
        seconds = [taken for taken, _ in found]
        medians.append(statistics.median(seconds))
        peak = max(size for _, size in found) / 1e6
        print(
            f"{name:12} {medians[-1]:6.1f} s  ({min(seconds):.1f} to {max(seconds):.1f}), peak {peak:.0f} MB",
            flush=True,
        )
    if len(medians) > 1:
        print(f"ratio        {medians[1] / medians[0]:6.2f}")


def _grade(join: str) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder in ("submission", "results", "source/rubric", "source/reference"):
            (root / folder).mkdir(parents=True)
        shutil.copy(EXAMPLES / "honest_lab_style/my_solution.py", root / "submission")
        shutil.copy(ROOT / "rubrics/challenge.yaml", root / "source/rubric/rubric.yaml")
        shutil.copy(ROOT / "reference/challenge.py", root / "source/reference")
        command = f"{join}exec {sys.executable} -m grader.cli gradescope --root {root} --sandbox best"
        start = time.perf_counter()
        with subprocess.Popen(["/bin/sh", "-c", command], stdout=subprocess.DEVNULL) as process:  # noqa: S603  our own words
            peak = peak_while(process)
        if process.returncode:
            sys.exit((root / "results/results.json").read_text())
        return time.perf_counter() - start, peak.tree


@contextmanager
def _quota(cores: float) -> Iterator[str]:
    """Yield the words with which a shell puts itself under a quota of `cores`. Raises OSError where there is none."""
    group, quota = (V1, "cpu.cfs_quota_us") if V1.parent.is_dir() else (V2, "cpu.max")
    group.mkdir()
    try:
        most = round(cores * PERIOD_US)
        (group / quota).write_text(str(most) if group == V1 else f"{most} {PERIOD_US}")
        yield f"echo $$ > {group}/cgroup.procs && "
    finally:
        os.rmdir(group)  # noqa: PTH106  a control group's files are not files to delete


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
