"""gradescope-utils: the harness of Gradescope's Python autograders, as its example lays it out."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from peers.assignment import NAMES, QUESTIONS
from peers.peer import Lane

TESTS = """import unittest

from gradescope_utils.autograder_utils.decorators import number, visibility, weight

import questions
from my_solution import MyNetwork, train


class TestChallenge(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.network = questions.trained(MyNetwork, train)
""" + "".join(
    f"""
    @weight(25)
    @number("{place}")
    @visibility("visible")
    def test_{name}(self):
        self.assertTrue(questions.{name}(self.network))
"""
    for place, name in enumerate(NAMES, 1)
)

RUN_TESTS = """import unittest

from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

if __name__ == "__main__":
    suite = unittest.defaultTestLoader.discover("tests")
    with open("../results/results.json", "w") as stream:
        JSONTestRunner(visibility="visible", stream=stream).run(suite)
"""


class GradescopeUtils:
    """`source/` and `results/` as in the container; the submission is copied, as `run_autograder` does."""

    name = "gradescope-utils"
    requirements = ("gradescope-utils==0.5.0",)
    how = "`run_autograder`: the submission is copied beside `run_tests.py`, which writes `results.json`"

    def prepare(self, lane: Lane, solutions: Sequence[str]) -> None:  # noqa: D102  said by Peer
        tests = lane.folder / "source" / "tests"
        tests.mkdir(parents=True)
        (lane.folder / "results").mkdir()
        (tests / "test_challenge.py").write_text(TESTS)
        (tests / "__init__.py").touch()
        (lane.folder / "source" / "questions.py").write_text(QUESTIONS)
        (lane.folder / "source" / "run_tests.py").write_text(RUN_TESTS)
        for number, solution in enumerate(solutions):
            self._handed_in(lane, number).write_text(solution)

    def grade(self, lane: Lane) -> None:  # noqa: D102
        for handed_in in sorted(lane.folder.glob("student-*.py")):
            shutil.copy(handed_in, lane.folder / "source" / "my_solution.py")
            lane.run("python", "run_tests.py", cwd=lane.folder / "source")
            (lane.folder / "results" / "results.json").rename(handed_in.with_suffix(".json"))

    def full_marks(self, lane: Lane) -> int:  # noqa: D102
        results = [json.loads(path.read_bytes()) for path in lane.folder.glob("student-*.json")]
        return sum(all(test["score"] == test["max_score"] for test in result["tests"]) for result in results)

    @staticmethod
    def _handed_in(lane: Lane, number: int) -> Path:
        return lane.folder / f"student-{number}.py"
