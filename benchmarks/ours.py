"""`grade batch` on a class of given texts, timed."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from made_up_class import ROOT

RUBRIC = ROOT / "rubrics" / "challenge.yaml"


def lay_out(folder: Path, solutions: Sequence[str]) -> None:
    """Write one file a student into the new folder."""
    folder.mkdir(parents=True)
    for number, solution in enumerate(solutions):
        (folder / f"student_{number:04}.py").write_text(solution)


def grade_batch(klass: Path, out: Path, rubric: Path = RUBRIC, lanes: int = 2) -> float:
    """Return the seconds that the command took. Exits where it fails."""
    command = [sys.executable, "-m", "grader.cli", "batch", str(klass), "--out", str(out), "--rubric", str(rubric)]
    start = time.perf_counter()
    done = subprocess.run([*command, "--jobs", str(lanes)], capture_output=True, text=True, check=False)  # noqa: S603  our own words
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(done.stderr)
    return seconds


def full_marks(out: Path) -> int:
    """Return how many earned all points."""
    with (out / "gradebook.csv").open(newline="") as file:
        return sum(row["score"] == row["max_score"] for row in csv.DictReader(file))


def training_seconds(out: Path) -> list[float]:
    """Return the seconds that training took, of every attempt."""
    kept = [attempt for path in out.glob("*/observation.json") for attempt in json.loads(path.read_bytes())]
    phases = [attempt["observation"]["phases"] for attempt in kept]
    return [sum(phase["seconds"] for phase in attempt if phase["name"] == "train") for attempt in phases]


def once_started(out: Path, lanes: int) -> float:
    """Return the seconds a hand-in, from when each lane had its first report: what is started once is left out."""
    ended = sorted(path.stat().st_mtime for path in out.glob("*/report.json"))
    return (ended[-1] - ended[lanes - 1]) / (len(ended) - lanes)
