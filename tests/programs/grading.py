"""Grade a program of the corpus as any submission is graded, once and with the shipped rubric."""

from pathlib import Path

from grader.report import CheckResult, Report
from grader.rubric import Rubric, find, load
from grader.session import Observes, open_session
from grader.submission import read

CORPUS = Path(__file__).parents[1] / "corpus" / "programs"
HELD_OUT = ("held_out_loss", "every_integer")


def programs(kind: str) -> list[Path]:
    """The files and folders of `honest` or of `cheats`, each one submission."""
    return sorted(p for p in (CORPUS / kind).iterdir() if p.suffix == ".py" or (p / "my_solution.py").is_file())


def rubric() -> Rubric:
    """The challenge's, with one attempt: others only repeat it."""
    shipped = load(find("challenge"))
    return shipped.model_copy(update={"run": shipped.run.model_copy(update={"attempts": 1})})


def grade(program: Path, place: Observes, seed: int = 0) -> Report:
    """The report on one program."""
    challenge = rubric()
    return open_session(challenge, place, seed).grade(read(program, challenge.submission.network))


def check(report: Report, name: str) -> CheckResult:
    """One verdict by its id."""
    return next(c for c in report.checks if c.id == name)


def held_out_marks(report: Report) -> float:
    """Points for answers to inputs that did not exist before."""
    return sum(check(report, name).score for name in HELD_OUT)


def seen_at_fault(program: Path, report: Report) -> str:
    """What is wrong about the report on an honest program or on a cheat, empty where nothing is."""
    verdict = check(report, "learned")
    if report.outcome != "graded":
        return f"{report.outcome}: {verdict.message}"
    if program.parent.name == "cheats":
        unseen = held_out_marks(report) > 0 and verdict.status != "failed"
        return f"earns {held_out_marks(report)} marks" if unseen else ""
    if verdict.status != "passed":
        return f"learned: {verdict.diagnosis}: {verdict.message} {verdict.evidence}"
    return f"notes: {report.integrity}" if report.integrity else ""
