"""What the forms of a report cost, beside the same report as JSON, in turn.

python benchmarks/rendering.py [ROUNDS]
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from made_up_class import EXAMPLES
from tables import Table, in_turn, ratios, show, spread

from grader.batch import class_page
from grader.batch.intake.handed_in import HandedIn, Intake, Student
from grader.batch.row import row
from grader.render import html, json, terminal
from grader.report import Report

STUDENTS = 1_000


def example(name: str) -> Report:
    """Grade an example and return its report."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "report.json")
        command = [sys.executable, "-m", "grader.cli", str(EXAMPLES / name / "my_solution.py"), "--json", str(file)]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603  our own words
        return Report.model_validate_json(file.read_bytes())


def milliseconds(render: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    render()
    return 1000 * (time.perf_counter() - start)


def tables(rounds: int = 30) -> Iterator[Table]:
    """Yield the table."""
    report = example("never_zeroed")
    handed_in = [HandedIn(f"student-{n:04}", (Student(f"Student {n}"),), Path("x.py")) for n in range(STUDENTS)]
    rows = [row(one, report) for one in handed_in]
    intake = Intake("plain", tuple(handed_in), (), ())
    forms: dict[str, Callable[[], object]] = {
        "JSON": lambda: json.render(report),
        "page, for a student": lambda: html.render(report),
        "page, for the instructor": lambda: html.render(report, audience="instructor"),
        "terminal": lambda: terminal.render(report, width=100, colour=True),
        f"class page, for {STUDENTS:,}": lambda: class_page.render("Challenge", rows, intake),
    }
    in_turn(forms, 1)  # templates are compiled once
    found = in_turn({name: partial(milliseconds, form) for name, form in forms.items()}, rounds)
    yield Table(
        "Rendering",
        ("form", "milliseconds", "× JSON"),
        tuple((name, spread(taken), spread(ratios(taken, found["JSON"]), ".1f")) for name, taken in found.items()),
        (f"{rounds} rounds; the report of `never_zeroed`, which explains most.",),
    )


if __name__ == "__main__":
    show(tables)
