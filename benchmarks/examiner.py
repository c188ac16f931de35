"""What the second child costs: the same submission observed with and without questions, by turns, in one run.

    python benchmarks/examiner.py [ROUNDS] [FILE …]

Prints for each file the median wall time of both and of their differences, and what the fresh child took to answer.
Aim: at most 20 ms more.
"""

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from grader.inputs import Question
from grader.rubric import find, load
from grader.sandbox.observe import Place, observe
from grader.sandbox.zygote import Zygote
from grader.session import plan, questions
from grader.submission import Submission, read

PROGRAMS = Path(__file__).parents[1] / "tests" / "corpus" / "programs" / "honest"
FILES = [PROGRAMS / "lab_style.py", PROGRAMS / "batches.py", PROGRAMS / "relu.py"]
AIM = 0.020


def main(rounds: int, files: Sequence[Path]) -> None:
    """Print the table."""
    rubric = load(find("challenge"))
    asked = questions(rubric)
    print(f"{'file':24}{'one child':>12}{'two':>10}{'added':>10}{'answering':>12}{'aim':>8}")
    with Zygote() as zygote:
        zygote.wait_until_warm()
        place = Place(zygote)
        for file in files:
            submission = read(file, rubric.submission.network)
            task = plan(rubric, submission, 0)

            def once(wanted: Sequence[Question], submission: Submission = submission) -> tuple[float, float]:
                start = time.perf_counter()
                seen = observe(place, submission.files, task, wanted)  # noqa: B023  called within this turn
                return time.perf_counter() - start, seen.phase("evaluate").seconds

            once(asked)
            pairs = [(once(())[0], *once(asked)) for _ in range(rounds)]
            one, two, answering = (statistics.median(column) for column in zip(*pairs, strict=True))
            added = statistics.median(both - alone for alone, both, _ in pairs)
            print(
                f"{file.stem:24}{one:11.3f}s{two:9.3f}s{added * 1000:+8.0f}ms{answering * 1000:10.0f}ms"
                f"{AIM * 1000:6.0f}ms",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15, [Path(name) for name in sys.argv[2:]] or FILES)
