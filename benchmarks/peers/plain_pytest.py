"""Plain pytest: one run for each submission, with a limit for each test and the results as JSON."""

import json
from collections.abc import Sequence

from peers.assignment import NAMES, QUESTIONS
from peers.peer import Lane

TESTS = """import pytest
import questions
from my_solution import MyNetwork, train


@pytest.fixture(scope="module")
def network():
    return questions.trained(MyNetwork, train)
""" + "".join(f"\n\ndef test_{name}(network):\n    assert questions.{name}(network)\n" for name in NAMES)


class PlainPytest:
    """One folder a submission, with the tests beside it."""

    name = "pytest"
    requirements = ("pytest==9.2.0", "pytest-timeout==2.4.0", "pytest-json-report==1.5.0")
    how = "`pytest --timeout 60 --json-report` in a folder for each submission"

    def prepare(self, lane: Lane, solutions: Sequence[str]) -> None:  # noqa: D102  said by Peer
        for number, solution in enumerate(solutions):
            folder = lane.folder / f"student-{number}"
            folder.mkdir()
            (folder / "my_solution.py").write_text(solution)
            (folder / "questions.py").write_text(QUESTIONS)
            (folder / "test_challenge.py").write_text(TESTS)

    def grade(self, lane: Lane) -> None:  # noqa: D102
        for folder in sorted(lane.folder.glob("student-*")):
            report = f"--json-report-file={folder / 'report.json'}"
            lane.run("python", "-m", "pytest", "-q", "--timeout=60", "--json-report", report, cwd=folder)

    def full_marks(self, lane: Lane) -> int:  # noqa: D102
        reports = [json.loads(path.read_bytes()) for path in lane.folder.glob("student-*/report.json")]
        return sum(report["summary"].get("passed") == len(NAMES) for report in reports)
