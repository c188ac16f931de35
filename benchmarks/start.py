"""How long `grade --help` takes to answer, beside a bare interpreter and an import of torch.

python benchmarks/start.py [RUNS]
"""

import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "grade --help": ["-m", "grader.cli", "--help"],
    "import torch": ["-c", "import torch"],
}


def main(runs: int = 7) -> None:
    """Run the commands in turn, and print each one's median and spread in seconds."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, arguments in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603  our own words
            seconds[name].append(time.perf_counter() - start)
    base = statistics.median(seconds["grade --help"])
    for name, taken in seconds.items():
        median = statistics.median(taken)
        print(f"{name:16} {median:6.3f} s  ({min(taken):.3f} to {max(taken):.3f})  {median / base:6.2f} ×")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
