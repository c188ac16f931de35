"""Otter-Grader without a container: its API, which its documentation names for grading on one's own machine."""

import json
from collections.abc import Sequence

from peers.assignment import NAMES, QUESTIONS
from peers.notebook import TRAINED, cell, notebook
from peers.peer import Lane

TESTS = f"""from otter.test_files import test_case

OK_FORMAT = False
name = "challenge"
points = {len(NAMES)}
""" + "".join(
    f"\n\n@test_case()\ndef test_{name}(network):\n    import questions\n\n    assert questions.{name}(network)\n"
    for name in NAMES
)

GRADE_ALL = """import json
from pathlib import Path

from otter.api import grade_submission

for path in sorted(Path().glob("student-*/challenge.ipynb")):
    results = grade_submission(str(path), "autograder.zip", quiet=True)
    path.with_suffix(".json").write_text(json.dumps([results.total, results.possible]))
"""


class OtterGrader:
    """One notebook a submission, graded one after the other by one interpreter; each runs in a kernel of its own."""

    name = "otter-grader"
    requirements = ("otter-grader[grading]==7.0.0",)
    how = "`otter generate`, then `otter.api.grade_submission` for each notebook (`otter grade` needs Docker)"

    def prepare(self, lane: Lane, solutions: Sequence[str]) -> None:  # noqa: D102  said by Peer
        tests = lane.folder / "tests"
        tests.mkdir()
        (tests / "challenge.py").write_text(TESTS)
        (lane.folder / "questions.py").write_text(QUESTIONS)
        (lane.folder / "grade_all.py").write_text(GRADE_ALL)
        lane.run("otter", "generate", "-t", tests, "-o", "autograder.zip", "questions.py", cwd=lane.folder)
        for number, solution in enumerate(solutions):
            cells = ['import otter\ngrader = otter.Notebook("challenge.ipynb")', solution, TRAINED,
                     'grader.check("challenge")']  # fmt: skip
            folder = lane.folder / f"student-{number}"
            folder.mkdir()
            (folder / "challenge.ipynb").write_text(notebook([cell(n, source) for n, source in enumerate(cells)]))

    def grade(self, lane: Lane) -> None:  # noqa: D102
        lane.run("python", "grade_all.py", cwd=lane.folder)

    def full_marks(self, lane: Lane) -> int:  # noqa: D102
        found = [json.loads(path.read_bytes()) for path in lane.folder.glob("student-*/challenge.json")]
        return sum(total == possible for total, possible in found)
