"""`pytest` on every way in which a run of tests can end."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from observations import FAILURE, documented, phases, stopped
from pydantic import ValidationError

from grader.check import Judgement, Seen
from grader.checks.pytest import Pytest
from grader.wire.observation import Failure, Observation, Phase, PhaseName, PhaseOutcome, Result, SuiteRun

PASSED = Result(0, "passed")
CONTROL = Result(3, "failed")
SAYS = Failure("exception", "AssertionError", "another order gives another sum\nassert tensor(False)")


def three_tests(folder: Path) -> Pytest:
    """A check of three tests."""
    file = folder / "test_sum.py"
    file.write_text("def test_a(): pass\ndef test_b(): pass\ndef test_c(): pass\n")
    return Pytest.model_validate({"check": "pytest", "points": 10, "file": str(file)})


@pytest.fixture
def check(tmp_path: Path) -> Pytest:
    """A check of three tests."""
    return three_tests(tmp_path)


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    with tempfile.TemporaryDirectory() as folder:
        check = three_tests(Path(folder))
    passed = [Result(number, "passed") for number in range(3)]
    return [
        judge(check, *passed),
        judge(check, PASSED, Result(1, "failed", SAYS), Result(2, "passed")),
        judge(check, PASSED, control=None, ended=("evaluate", "timeout", None)),
        judge(check, *passed, control=Result(3, "passed")),
        check.judge(stopped("train")),
    ]


def judge(
    check: Pytest,
    *results: Result,
    control: Result | None = CONTROL,
    ended: tuple[PhaseName, PhaseOutcome, Failure | None] = ("evaluate", "ok", None),
) -> Judgement:
    """The verdict on a run with these results."""
    (suite,) = check.asks().suites
    name, outcome, failure = ended
    run = SuiteRun(suite.key, ("test_a", "test_b", "test_c"), results, Phase(name, outcome, 1.0, failure), control)
    return check.judge(Seen(Observation(0, phases(), suites=(run,))))


def test_every_test_passed(check: Pytest) -> None:
    """Full marks."""
    verdict = judge(check, PASSED, replace(PASSED, number=1), replace(PASSED, number=2))
    assert (verdict.fraction, verdict.diagnosis, verdict.message) == (1, "correct", "All 3 tests passed.")


@pytest.mark.parametrize(
    ("outcome", "failure", "said"),
    [
        ("failed", SAYS, "`test_b` failed: another order gives another sum."),
        ("failed", FAILURE, "`test_b` failed: ValueError: no (my_solution.py, line 12)."),
        ("failed", Failure("exception", "AssertionError", ""), "`test_b` failed: AssertionError."),
        ("failed", Failure("timeout", "", "Timeout (>5.0s)"), "`test_b` failed: it took too long."),
        ("failed", Failure("exited", "SystemExit", "3"), "`test_b` failed: it ended the program."),
        ("skipped", Failure("exception", "", "no GPU"), "`test_b` was skipped: no GPU."),
    ],
)
def test_a_test_that_did_not_pass_costs_its_share(check: Pytest, outcome: Any, failure: Failure, said: str) -> None:
    """And says so in one line."""
    verdict = judge(check, PASSED, Result(1, outcome, failure), Result(2, "passed"))
    assert (verdict.fraction, verdict.diagnosis) == (pytest.approx(2 / 3), "tests_failed")
    assert verdict.message == f"2 of 3 tests passed.\n{said}"


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (("evaluate", "timeout", None), "the time for all tests was up"),
        (("evaluate", "killed", Failure("ended", "signal", "11")), "the program crashed"),
        (("evaluate", "exited", Failure("ended", "exit", "0")), "your code ended the program"),
        (("evaluate", "exception", Failure("exception", "KeyboardInterrupt", "")), "KeyboardInterrupt"),
        (("evaluate", "protocol", Failure("protocol", "", "odd")), "it wrote into the channel of the grader"),
        (("load", "exception", FAILURE), "your file could not be loaded: ValueError: no (my_solution.py, line 12)"),
    ],
)
def test_what_was_not_finished_has_not_passed(check: Pytest, ended: Any, said: str) -> None:
    """Whatever ended the process; what was seen before counts."""
    verdict = judge(check, PASSED, control=None, ended=ended)
    assert (verdict.fraction, verdict.diagnosis) == (pytest.approx(1 / 3), "tests_broke_off")
    assert "`test_b` was not finished: " in verdict.message
    assert said in verdict.message
    assert "The one after it was not run." in verdict.message
    assert [row["result"] for row in verdict.evidence["tests"]] == ["passed", "not finished", "not run"]


def test_results_without_the_last_word_earn_nothing(check: Pytest) -> None:
    """A process that claims everything and ends has not been through the grader's own test."""
    claimed = [Result(number, "passed") for number in range(3)]
    verdict = judge(check, *claimed, control=None, ended=("evaluate", "exited", None))
    assert (verdict.fraction, verdict.diagnosis) == (0, "tests_broke_off")


def test_where_the_test_that_must_fail_passed_nothing_is_believed(check: Pytest) -> None:
    """No points, and a note for the instructor that says what was measured."""
    claimed = [Result(number, "passed") for number in range(3)]
    verdict = judge(check, *claimed, control=Result(3, "passed"))
    assert (verdict.fraction, verdict.diagnosis) == (0, "tests_not_believed")
    assert [note.code for note in verdict.notes] == ["tests_not_believed"]


def test_tests_that_were_not_run_are_not_judged(check: Pytest) -> None:
    """Training was stopped, so there was nothing to run them on."""
    assert check.judge(stopped("train")).diagnosis == "no_train"


def test_every_diagnosis_is_documented_and_tried() -> None:
    """The table in its docstring is whole."""
    here = Path(__file__).read_text(encoding="utf-8")
    assert {code for code in documented(Pytest) if f'"{code}"' in here} == documented(Pytest)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("test_a.py", "def test_a(:\n", r"expected Python in test_a\.py, found line 1: .*"),
        ("test_a.py", "def check(): pass\n", r"expected tests in test_a\.py, found none"),
        ("test_a.py", "\0", r"expected Python in test_a\.py, found .*"),
        ("test_a.txt", "def test_a(): pass\n", r"expected a \.py file .*"),
        ("test_a.py", "#" * 300_000, r"expected a \.py file of at most 256 KiB.*"),
    ],
)
def test_a_file_without_tests_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    """Before students meet it."""
    (tmp_path / name).write_text(text)
    with pytest.raises(ValidationError) as caught:
        Pytest.model_validate({"check": "pytest", "points": 1, "file": str(tmp_path / name)})
    assert re.search(said, str(caught.value))
