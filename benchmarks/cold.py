"""One submission, cold: `grade FILE` beside `python FILE` for the same training.

    python benchmarks/cold.py [RUNS]

The plain run is the student's own: import the file, build the network, train it. Runs alternate.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

FILE = Path(__file__).parent.parent / "submissions_example/honest_lab_style/my_solution.py"
PLAIN = f"""
import sys
sys.path.insert(0, {str(FILE.parent)!r})
import my_solution
my_solution.train(my_solution.MyNetwork())
"""


def main(runs: int = 5) -> None:
    """Print both medians in seconds, and their ratio."""
    commands = {
        "python": [sys.executable, "-c", PLAIN],
        "grade": [sys.executable, "-m", "grader.cli", str(FILE)],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own words
            seconds[name].append(time.perf_counter() - start)
    for name, taken in seconds.items():
        print(f"{name:8} {statistics.median(taken):6.2f} s  ({min(taken):.2f} to {max(taken):.2f})")
    ratios = [a / b for a, b in zip(seconds["grade"], seconds["python"], strict=True)]
    print(f"ratio    {statistics.median(ratios):6.2f}    ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
