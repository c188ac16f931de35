"""A changed rubric on a graded class: judged from what was seen, beside the first run.

python benchmarks/judging_again.py [ROUNDS]
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from made_up_class import ROOT
from ours import RUBRIC, grade_batch, lay_out
from peers.assignment import solution
from tables import Table, show, spread

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
        out = Path(name, "out")
        rubric.write_text(first)
        run = grade_batch(klass, out, rubric)
        same, judged = [], []
        for number in range(rounds):
            same.append(grade_batch(klass, out, rubric))
            rubric.write_text(first if number % 2 else second)
            judged.append(grade_batch(klass, out, rubric))
    yield Table(
        f"The same class of {CLASS} again",
        ("run", "seconds", "× the first"),
        (
            ("the first", f"{run:.2f}", "1"),
            ("nothing changed", spread(same), spread([seconds / run for seconds in same])),
            ("points and a threshold changed", spread(judged), spread([seconds / run for seconds in judged])),
        ),
        (f"The first once, the others {rounds} times, to and fro.",),
    )


if __name__ == "__main__":
    show(tables)
