"""One hand-in of a class, judged: a fault of ours is nobody's zero, and stops nobody else."""

from collections.abc import Sequence
from pathlib import Path

from grader.batch.grading import Grading
from grader.batch.intake.handed_in import HandedIn
from grader.inputs import Question
from grader.rubric import find, load
from grader.session import Session
from grader.wire.observation import Observation
from grader.wire.plan import Plan, SourceFile


class Faulty:
    """A place whose own code fails."""

    def observe(self, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question], /) -> Observation:  # noqa: ARG002
        """Fail as no place should."""
        raise ZeroDivisionError("never meant to happen")


def test_an_error_that_nobody_thought_of_costs_nobody_a_score(tmp_path: Path) -> None:
    """It is told with its place in the code, and the report is kept as any other."""
    file = tmp_path / "my_solution.py"
    file.write_text("class MyNetwork: pass\n")
    session = Session(load(find("challenge")), Faulty(), 0, "cpu")
    row = Grading(session, tmp_path / "out").run(HandedIn("ada", (), file), Faulty())
    assert (row.outcome, row.score) == ("infrastructure", None)
    assert "ZeroDivisionError: never meant to happen (test_grading.py:" in row.why
    assert (tmp_path / "out/ada/report.html").is_file()
