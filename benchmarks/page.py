"""How large the page of a submission is, and how long it takes to make, beside the same report as JSON.

    python benchmarks/page.py [EXAMPLE …]

Grades the examples, then renders each report by turns, and prints medians of processor time. `first` is the first
page of a process, for which the templates are compiled. Aims: 200 KB, and 10 ms for each page after the first.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.render import html, json
from grader.report import Report
from grader.rubric import find, load
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.session import open_session
from grader.submission import read

EXAMPLES = Path(__file__).parents[1] / "submissions_example"
TYPICAL = ("never_zeroed", "zeroed_before_step", "bottleneck", "honest_relu_adam")
RUNS = 101
LARGEST, SLOWEST = 200_000, 0.010


def main(names: Sequence[str]) -> None:
    """Print a line for each example."""
    rubric = load(find("challenge"))
    with Zygote() as zygote:
        zygote.wait_until_warm()
        session = open_session(rubric, Place(zygote))
        reports = {n: session.grade(read(EXAMPLES / n / "my_solution.py", rubric.submission.network)) for n in names}
    first = seconds(lambda: html.render(next(iter(reports.values()))))
    print(f"first page {first * 1000:.1f} ms, templates compiled")
    print(f"{'example':24}{'KB':>8}{'page':>11}{'as JSON':>11}{'ratio':>8}{'aims':>20}")
    for name, report in reports.items():
        size = len(html.render(report).encode())
        page, data = by_turns(report)
        kept = size < LARGEST and page < SLOWEST
        aims = f"{LARGEST // 1000} KB, {SLOWEST * 1000:.0f} ms: {'kept' if kept else 'missed'}"
        print(f"{name:24}{size / 1000:8.1f}{page * 1000:8.2f} ms{data * 1000:8.2f} ms{page / data:8.1f}{aims:>24}")


def by_turns(report: Report) -> tuple[float, float]:
    """Return the median times of the page and of the JSON, made in turns."""
    taken = [(seconds(lambda: html.render(report)), seconds(lambda: json.render(report))) for _ in range(RUNS)]
    pages, data = zip(*taken, strict=True)
    return statistics.median(pages), statistics.median(data)


def seconds(make: Callable[[], object]) -> float:
    """Return the processor time that one call takes."""
    start = time.process_time()
    make()
    return time.process_time() - start


if __name__ == "__main__":
    main(sys.argv[1:] or TYPICAL)
