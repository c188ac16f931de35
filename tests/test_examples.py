"""Each folder of `submissions_example/` is graded for real, and says what is expected of it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from browser import Browser
from contract import valid
from repository import REPOSITORY

from grader.gradescope.feedback import results
from grader.render.html import render
from grader.report import Report
from grader.rubric import LimitsSpec, Rubric, find, load
from grader.sandbox.observe import Place
from grader.session import open_session
from grader.submission import read

FOLDERS = ("submissions_example/*", "rubrics/more/*/examples/*")
EXAMPLES = sorted(p.parent for folder in FOLDERS for p in REPOSITORY.glob(f"{folder}/expected.yaml"))
Graded = tuple[dict[str, Any], Rubric, Report]
RUBRICS = sorted([*REPOSITORY.glob("rubrics/*.yaml"), *REPOSITORY.glob("rubrics/more/*.yaml")])


def expected(folder: Path) -> dict[str, Any]:
    """What the example's own file says."""
    known = {
        "about", "submission", "rubric", "limits", "outcome", "score", "checks", "diagnoses", "phases",
        "detail", "messages", "truncated",
    }  # fmt: skip
    found: dict[str, Any] = yaml.safe_load((folder / "expected.yaml").read_text())
    assert found.keys() <= known, found.keys() - known
    return found


def rubric_of(wanted: dict[str, Any]) -> Rubric:
    """Return the example's rubric, its limits narrowed where it says so."""
    rubric: Rubric = load(find(wanted.get("rubric", "challenge")))
    if "limits" in wanted:
        limits = LimitsSpec.model_validate(wanted["limits"])
        rubric = rubric.model_copy(update={"run": rubric.run.model_copy(update={"limits": limits})})
    return rubric


def grade(folder: Path, wanted: dict[str, Any], rubric: Rubric, place: Place) -> Report:
    """Grade the example."""
    submission = read(folder / wanted.get("submission", "my_solution.py"), rubric.submission.network)
    return open_session(rubric, place).grade(submission)


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda folder: folder.name)
def graded(request: pytest.FixtureRequest, place: Place) -> Graded:
    """Each example: what its file says, its rubric, and its report, which is made once for all that look at it."""
    wanted = expected(request.param)
    rubric = rubric_of(wanted)
    return wanted, rubric, grade(request.param, wanted, rubric, place)


def test_an_example_gets_the_report_it_expects(graded: Graded) -> None:
    """Outcome, score, statuses, diagnoses and phases are as the example's file says."""
    wanted, rubric, report = graded
    checks = {check.id: check for check in report.checks}
    phases = {phase.name: phase for phase in report.phases}
    told = "\n".join(f"{c.id}: {c.status} {c.diagnosis}: {c.message}" for c in report.checks)
    assert report.outcome == wanted["outcome"], told
    if "score" in wanted:
        low, high = wanted["score"]
        assert report.score is not None
        assert low <= report.score <= high, told
    assert {name: checks[name].status for name in wanted.get("checks", {})} == wanted.get("checks", {}), told
    diagnoses = wanted.get("diagnoses", {})
    assert {name: {**phases, **checks}[name].diagnosis for name in diagnoses} == diagnoses, told
    outcomes = wanted.get("phases", {})
    assert {name: phases[name].outcome for name in outcomes} == outcomes, report.phases
    for name, part in wanted.get("detail", {}).items():
        assert part in phases[name].detail
    for name, part in wanted.get("messages", {}).items():
        assert part in checks[name].message
    assert report.output.truncated == wanted.get("truncated", False)
    _platforms_take(report, rubric)


def _platforms_take(report: Report, rubric: Rubric) -> None:
    """Whatever became of it, it is a valid `results.json` whose points add up, scaled or not."""
    for total in (None, 7.77):
        tests = valid(results(report, rubric, total, 1.5).json_bytes())["tests"]
        assert round(sum(test["max_score"] for test in tests), 6) == (total or rubric.max_score)
        share = sum(test["score"] for test in tests) / (total or rubric.max_score)  # of points in hundredths
        assert share == pytest.approx((report.score or 0) / rubric.max_score, abs=5e-3)


def test_its_page_opens_without_a_word(graded: Graded, browser: Browser) -> None:
    """It asks for nothing, complains of nothing, can be used by all, and fits a telephone."""
    _, _, report = graded
    page = render(report, audience="instructor")
    assert browser.faults(page) == []
    assert len(page.encode()) < 200_000


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_a_reference_earns_full_marks(path: Path, place: Place) -> None:
    """Whatever rubric is shipped."""
    rubric = load(path)
    assert rubric.reference is not None
    report = open_session(rubric, place).grade(read(rubric.reference, rubric.submission.network))
    assert report.score == report.max_score, [c.message for c in report.checks if c.score < c.max_score]


def test_there_are_enough_examples() -> None:
    """At least three honest styles and twelve faults are shown."""
    names = [folder.name for folder in EXAMPLES]
    assert sum(name.startswith("honest_") for name in names) >= 3
    assert sum(not name.startswith("honest_") for name in names) >= 12
