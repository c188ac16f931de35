"""nbgrader: a course's folder, a source notebook with a solution and locked tests, and `nbgrader autograde`."""

import csv
from collections.abc import Sequence

from peers.assignment import NAMES, QUESTIONS
from peers.notebook import TRAINED, cell, notebook
from peers.peer import Lane

CONFIGURATION = 'c = get_config()\nc.CourseDirectory.course_id = "lab"\n'


def _marked(number: int, source: str, *, solution: bool = False, grade: bool = False) -> dict[str, object]:
    told = {"grade_id": f"cell-{number}", "grade": grade, "solution": solution, "locked": not solution, "task": False,
            "schema_version": 3} | ({"points": 1} if grade else {})  # fmt: skip
    return cell(number, source, nbgrader=told)


def _assignment(solution: str) -> str:
    """Return the notebook with `solution` in its place; the tests are locked, and are written anew when grading."""
    questions = [f"import questions\nassert questions.{name}(network)" for name in NAMES]
    cells = [_marked(0, solution, solution=True), _marked(1, TRAINED)]
    cells += [_marked(2 + number, question, grade=True) for number, question in enumerate(questions)]
    return notebook(cells)


class Nbgrader:
    """One course in each lane; one command grades all that was handed in, each notebook in a kernel of its own."""

    name = "nbgrader"
    requirements = ("nbgrader==0.9.6",)
    how = "`nbgrader generate_assignment`, then `nbgrader autograde` for the whole class"

    def prepare(self, lane: Lane, solutions: Sequence[str]) -> None:  # noqa: D102  said by Peer
        source = lane.folder / "source" / "ps1"
        source.mkdir(parents=True)
        (lane.folder / "nbgrader_config.py").write_text(CONFIGURATION)
        (source / "questions.py").write_text(QUESTIONS)
        (source / "challenge.ipynb").write_text(
            _assignment(f"### BEGIN SOLUTION\n{solutions[0]}\n### END SOLUTION\nimport torch")
        )
        lane.run("nbgrader", "generate_assignment", "ps1", cwd=lane.folder)
        for number, solution in enumerate(solutions):
            folder = lane.folder / "submitted" / f"student-{number}" / "ps1"
            folder.mkdir(parents=True)
            (folder / "challenge.ipynb").write_text(_assignment(solution))

    def grade(self, lane: Lane) -> None:  # noqa: D102
        lane.run("nbgrader", "autograde", "ps1", cwd=lane.folder)

    def full_marks(self, lane: Lane) -> int:  # noqa: D102
        lane.run("nbgrader", "export", "--to", "grades.csv", cwd=lane.folder)
        with (lane.folder / "grades.csv").open(newline="") as file:
            return sum(float(row["score"]) == len(NAMES) for row in csv.DictReader(file))
