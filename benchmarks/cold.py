"""One submission, cold: `grade FILE` beside the student's own `python FILE` for the same training, in turn.

python benchmarks/cold.py [ROUNDS]
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial

from made_up_class import EXAMPLES
from tables import Aim, Table, in_turn, ratios, show, spread

FILE = EXAMPLES / "honest_lab_style" / "my_solution.py"
PLAIN = f"""
import sys
sys.path.insert(0, {str(FILE.parent)!r})
import my_solution
my_solution.train(my_solution.MyNetwork())
"""


def seconds(arguments: Sequence[str]) -> float:
    """Return how long a fresh interpreter takes for them."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603  our own words
    return time.perf_counter() - start


def tables(rounds: int = 5) -> Iterator[Table]:
    """Yield the table."""
    ways = {
        "python my_solution.py": partial(seconds, ["-c", PLAIN]),
        "grade my_solution.py": partial(seconds, ["-m", "grader.cli", str(FILE)]),
    }
    found = in_turn(ways, rounds)
    plain, graded = found.values()
    times = ratios(graded, plain)
    median = statistics.median(times)
    yield Table(
        "One submission, cold",
        ("way", "seconds", "× the student's own run"),
        tuple((name, spread(taken), spread(ratios(taken, plain))) for name, taken in found.items()),
        (f"{rounds} rounds. Both import torch and train the full-marks example once.",),
        (Aim("one submission, cold", "1.00 × the student's own run", f"{median:.2f} ×", median <= 1),),
    )


if __name__ == "__main__":
    show(tables)
