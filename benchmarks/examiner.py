"""What the second child costs: the same submission observed with and without questions, in turn, in a lane.

python benchmarks/examiner.py [ROUNDS]
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tables import Aim, Table, in_turn, show, spread

from grader.inputs import Question
from grader.rubric import find, load
from grader.sandbox.lane import Lane
from grader.sandbox.observe import Place, observe
from grader.sandbox.zygote import Zygote
from grader.session import plan, questions
from grader.submission import Submission, read
from grader.wire.plan import Plan

PROGRAMS = Path(__file__).parents[1] / "tests" / "corpus" / "programs" / "honest"
FILES = [PROGRAMS / "lab_style.py", PROGRAMS / "batches.py", PROGRAMS / "relu.py"]
MOST_SECONDS = 0.020


def seconds(place: Place, submission: Submission, task: Plan, asked: Sequence[Question]) -> float:
    """Return the wall time of one observation."""
    start = time.perf_counter()
    observe(place, submission.files, task, asked)
    return time.perf_counter() - start


def tables(rounds: int = 15) -> Iterator[Table]:
    """Yield the table."""
    rubric = load(find("challenge"))
    rows, medians = [], []
    with Zygote() as zygote, Lane(zygote) as lane:
        zygote.wait_until_warm()
        for file in FILES:
            submission = read(file, rubric.submission.network)
            once = partial(seconds, lane, submission, plan(rubric, submission, 0, "cpu"))
            once(questions(rubric))
            found = in_turn({"one": partial(once, ()), "two": partial(once, questions(rubric))}, rounds)
            added = [1000 * (two - one) for one, two in zip(found["one"], found["two"], strict=True)]
            medians.append(statistics.median(added))
            rows.append((file.stem, spread(found["one"], ".3f"), spread(found["two"], ".3f"), spread(added, "+.0f")))
    worst = max(medians)
    yield Table(
        "The second child, which answers held-out inputs",
        ("file", "one child, s", "two, s", "added, ms"),
        tuple(rows),
        (f"{rounds} rounds.",),
        (Aim("the second child", f"{MOST_SECONDS * 1000:.0f} ms", f"{worst:.0f} ms", worst <= 1000 * MOST_SECONDS),),
    )


if __name__ == "__main__":
    show(tables)
