"""How large the forms of a report are and what they cost, beside the same report as JSON, in turn.

python benchmarks/rendering.py [ROUNDS]
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from made_up_class import EXAMPLES
from tables import Aim, Table, in_turn, ratios, show, spread

from grader.batch import class_page
from grader.batch.intake.handed_in import HandedIn, Intake, Student
from grader.batch.row import row
from grader.render import html, json, terminal
from grader.report import Report
from grader.rubric import find, load
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.session import open_session
from grader.submission import read

TYPICAL = ("never_zeroed", "zeroed_before_step", "bottleneck", "honest_relu_adam")
STUDENTS = 1_000
LARGEST, SLOWEST = 200_000, 10.0
"""Bytes, and milliseconds, of the page of one submission."""


def graded() -> dict[str, Report]:
    """Grade typical examples, each once."""
    rubric = load(find("challenge"))
    rubric = rubric.model_copy(update={"run": rubric.run.model_copy(update={"attempts": 1})})
    with Zygote() as zygote:
        zygote.wait_until_warm()
        session = open_session(rubric, Place(zygote))
        return {n: session.grade(read(EXAMPLES / n / "my_solution.py", rubric.submission.network)) for n in TYPICAL}


def forms(reports: dict[str, Report]) -> dict[str, Callable[[], str]]:
    """Return what is made: each report's page, and the rest of the one that explains most."""
    report = reports[TYPICAL[0]]
    handed_in = tuple(HandedIn(f"student-{n:04}", (Student(f"Student {n}"),), Path("x.py")) for n in range(STUDENTS))
    rows, intake = [row(one, report) for one in handed_in], Intake("plain", handed_in, (), ())
    return {
        "JSON": lambda: json.render(report),
        "terminal": lambda: terminal.render(report, width=100, colour=True),
        **{f"page of {name}": partial(html.render, report) for name, report in reports.items()},
        f"class page of {STUDENTS:,}": lambda: class_page.render("Challenge", rows, intake),
    }


def milliseconds(make: Callable[[], str]) -> float:
    """Return the processor time that one call takes."""
    start = time.process_time()
    make()
    return 1000 * (time.process_time() - start)


def tables(rounds: int = 30) -> Iterator[Table]:
    """Yield the table."""
    made = forms(graded())
    sizes = {name: len(make().encode()) for name, make in made.items()}  # templates are compiled by this
    found = in_turn({name: partial(milliseconds, make) for name, make in made.items()}, rounds)
    rows = [(n, f"{sizes[n] / 1000:.1f}", spread(t), spread(ratios(t, found["JSON"]), ".1f")) for n, t in found.items()]
    pages = [name for name in made if name.startswith("page of ")]
    largest, slowest = max(sizes[n] for n in pages), max(statistics.median(found[n]) for n in pages)
    yield Table(
        "Rendering",
        ("form", "KB", "CPU milliseconds", "× JSON"),
        tuple(rows),
        (f"{rounds} rounds. JSON and terminal are those of `{TYPICAL[0]}`.",),
        (
            Aim("a submission's page", f"{LARGEST // 1000} KB", f"{largest / 1000:.0f} KB", largest <= LARGEST),
            Aim("making it", f"{SLOWEST:.0f} ms", f"{slowest:.1f} ms", slowest <= SLOWEST),
        ),
    )


if __name__ == "__main__":
    show(tables)
