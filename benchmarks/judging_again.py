"""A changed rubric on a graded class: judged from what was seen, beside the first run.

python benchmarks/judging_again.py [ROUNDS]
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from made_up_class import ROOT
from ours import RUBRIC, grade_batch, lay_out
from peers.assignment import solution
from tables import Table, ratios, show, spread

CLASS, STEPS = 40, 2_000
CHANGED = (("points: 30", "points: 25"), ("full_marks_below: 0.25", "full_marks_below: 0.2"))


def tables(rounds: int = 3) -> Iterator[Table]:
    """Yield the table."""
    with tempfile.TemporaryDirectory() as name:
        klass, rubric = Path(name, "class"), Path(name, "rubric.yaml")
        lay_out(klass, [solution(STEPS, number) for number in range(CLASS)])
        first = RUBRIC.read_text().replace("../reference", str(ROOT / "reference"))
        second = first
        for old, new in CHANGED:
            assert old in second
            second = second.replace(old, new)
        run, same, judged = [], [], []
        for number in range(rounds):
            out = Path(name, f"out-{number}")
            rubric.write_text(first)
            run.append(grade_batch(klass, out, rubric))
            same.append(grade_batch(klass, out, rubric))
            rubric.write_text(second)
            judged.append(grade_batch(klass, out, rubric))
    yield Table(
        f"The same class of {CLASS} again",
        ("run", "seconds", "× the first"),
        (
            ("the first", spread(run), "1"),
            ("nothing changed", spread(same), spread(ratios(same, run))),
            ("points and a threshold changed", spread(judged), spread(ratios(judged, run))),
        ),
        (f"{rounds} rounds.",),
    )


if __name__ == "__main__":
    show(tables)
