"""check50: checks that depend on each other, each in a process of its own that inherits its dependency's files."""

import json
from collections.abc import Sequence

from peers.assignment import NAMES, QUESTIONS
from peers.peer import Lane

CONFIGURATION = "check50: true\n"
CHECKS = '''import check50
import check50.py
import torch


@check50.check()
def exists():
    """my_solution.py exists"""
    check50.exists("my_solution.py")


@check50.check(exists)
def trains():
    """trains"""
    check50.include("questions.py")
    questions = check50.py.import_("questions.py")
    solution = check50.py.import_("my_solution.py")
    torch.save(questions.trained(solution.MyNetwork, solution.train).state_dict(), "trained.pt")


def ask(name):
    questions = check50.py.import_("questions.py")
    network = check50.py.import_("my_solution.py").MyNetwork()
    network.load_state_dict(torch.load("trained.pt"))
    if not getattr(questions, name)(network):
        raise check50.Failure(name)
''' + "".join(f'\n\n@check50.check(trains)\ndef {name}():\n    """{name}"""\n    ask("{name}")\n' for name in NAMES)


class Check50:
    """A problem's folder with its checks, and one folder a submission, from which `check50` is started."""

    name = "check50"
    requirements = ("check50==3.5.0",)
    how = "`check50 --dev CHECKS -o json` in a folder for each submission"

    def prepare(self, lane: Lane, solutions: Sequence[str]) -> None:  # noqa: D102  said by Peer
        problem = lane.folder / "challenge"
        problem.mkdir()
        (problem / ".cs50.yaml").write_text(CONFIGURATION)
        (problem / "__init__.py").write_text(CHECKS)
        (problem / "questions.py").write_text(QUESTIONS)
        for number, solution in enumerate(solutions):
            folder = lane.folder / f"student-{number}"
            folder.mkdir()
            (folder / "my_solution.py").write_text(solution)

    def grade(self, lane: Lane) -> None:  # noqa: D102
        for folder in sorted(lane.folder.glob("student-*")):
            report = folder.with_suffix(".json")
            lane.run("check50", "--dev", lane.folder / "challenge", "-o", "json", "--output-file", report, cwd=folder)

    def full_marks(self, lane: Lane) -> int:  # noqa: D102
        reports = [json.loads(path.read_bytes()) for path in lane.folder.glob("student-*.json")]
        return sum(all(result["passed"] for result in report["results"]) for report in reports)
