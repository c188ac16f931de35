"""An instructor's tests, run for real beside students' code."""

from pathlib import Path

import pytest
from observing import NETWORK, QUICK

from grader.batch.memory import circumstances
from grader.errors import InfrastructureError
from grader.rubric import load
from grader.sandbox.observe import Place, observe
from grader.session import open_session
from grader.submission import Submission
from grader.wire.observation import SuiteRun
from grader.wire.plan import Plan, SourceFile, Suite

TRAIN = """
def train(network):
    with torch.no_grad():
        network.m1.bias.fill_(7)
"""
HELPER = """
def endless():
    while True: pass
def leave(): os._exit(0)
def stop(): raise SystemExit(3)
def wrong(): return torch.zeros(2)[5]
"""
TESTS = """
import os, sys
import pytest, torch

def test_new(network):
    assert network(torch.ones(3)).shape == (5,)
    assert not (network.m1.bias == 7).any(), "it is trained"
    network.m1.bias.data.fill_(0)

@pytest.mark.parametrize("count", [1, 4])
def test_trained(trained, count, tmp_path, capsys):
    assert (trained.m1.bias == 7).all() and not trained.training
    (tmp_path / "written").write_text("here")
    print("said")
    assert capsys.readouterr().out == "said\\n"
    assert count < 4, "four is too many"

def test_wrong(submission): submission.wrong()
def test_endless(submission): submission.endless()
def test_stop(submission): submission.stop()
def test_alone():
    assert {"conftest.py", "pytest.ini", "student.py"} == {name for name in os.listdir() if "." in name}
    assert "xdist" not in sys.modules
def test_leave(submission): submission.leave()
def test_after(): pass
"""


def run(place: Place, tests: str, *more: SourceFile, source: str = NETWORK + TRAIN + HELPER) -> SuiteRun:
    """Return what came of the tests."""
    suite = Suite("test_it.py", tests, 0.5)
    plan = Plan("train", "student.py", "MyNetwork", "train", None, 0, "cpu", QUICK, None, suites=(suite,))
    (seen,) = observe(place, [SourceFile("student.py", source.encode()), *more], plan, ()).suites
    assert seen.key == suite.key
    return seen


def test_each_test_has_a_result_until_the_process_ends(place: Place) -> None:
    """Fixtures, marks and time limits work; the student's own conftest.py and settings have no say."""
    hostile = (SourceFile("conftest.py", b"raise ValueError"), SourceFile("pytest.ini", b"[pytest]\naddopts = -k no\n"))
    seen = run(place, TESTS, *hostile)
    found = dict(zip(seen.names, seen.results, strict=False))
    says = {
        name: result.failure and (result.failure.kind, result.failure.message.split("\n")[0])
        for name, result in found.items()
    }
    assert says == {
        "test_new": None,
        "test_trained[1]": None,
        "test_trained[4]": ("exception", "four is too many"),
        "test_wrong": ("exception", "index 5 is out of bounds for dimension 0 with size 2"),
        "test_endless": ("timeout", "Timeout (>0.5s) from pytest-timeout."),
        "test_stop": ("exited", "3"),
        "test_alone": None,
    }
    wrong = found["test_wrong"].failure
    assert wrong is not None
    assert [(frame.file, frame.function) for frame in wrong.frames] == [("student.py", "wrong")]
    assert seen.names[len(seen.results) :] == ("test_leave", "test_after")
    assert (seen.ended.name, seen.ended.outcome, seen.control) == ("evaluate", "exited", None)


def test_the_last_test_must_fail(place: Place) -> None:
    """It does, unless something beside it makes every test pass."""
    tests = "def test_a(submission): assert False\n"
    honest = run(place, tests)
    assert (honest.results[0].outcome, honest.control and honest.control.outcome) == ("failed", "failed")
    forged = NETWORK + TRAIN + "import _pytest.python\n_pytest.python.Function.runtest = lambda self: None\n"
    seen = run(place, tests, source=forged)
    assert (seen.results[0].outcome, seen.control and seen.control.outcome) == ("passed", "passed")


@pytest.mark.parametrize(
    "written",
    [
        'os.write(d, b\'\\x1c\\x1f\\0\\0\\0\\0\\0\\0\\0\' + b\'{"number":1,"outcome":"passed"}\')',
        "os.write(d, bytes(500))",
        "os.close(d)",
    ],
)
def test_a_result_out_of_turn_ends_the_run(place: Place, written: str) -> None:
    """What student code writes to the grader's pipe is heard as a broken rule, or as the end."""
    source = (
        NETWORK
        + TRAIN
        + f"\ndef forge():\n    for d in range(3, 12):\n        try: {written}\n        except OSError: pass\n"
    )
    seen = run(
        place,
        "def test_a(submission): submission.forge()\ndef test_b(): assert 0\ndef test_c(): assert 0\n",
        source=source,
    )
    assert seen.ended.outcome in ("protocol", "exited")
    assert "passed" not in [result.outcome for result in seen.results[1:]]


@pytest.mark.parametrize(
    "tests",
    [
        "import not_there\ndef test_a(): pass\n",
        "raise SystemExit\ndef test_a(): pass\n",
        "def test_a(): pass\ndef test_b(netwrok): pass\n",
    ],
)
def test_tests_that_cannot_be_read_are_no_fault_of_students(place: Place, tests: str) -> None:
    """No student code has run by then."""
    with pytest.raises(InfrastructureError, match=r"expected pytest to find tests in test_it\.py"):
        run(place, tests)


def test_a_script_without_a_network_is_tested_too(place: Place, tmp_path: Path) -> None:
    """`submission` is the file after it ran."""
    (tmp_path / "test_it.py").write_text("def test_a(submission): assert submission.total == 3\n")
    rubric = "title: t\nsubmission: {script: true}\nchecks: [{check: pytest, points: 4, file: test_it.py}]\n"
    (tmp_path / "r.yaml").write_text(rubric)
    submission = Submission("s", "s.py", (SourceFile("s.py", b"total = 1 + 2\n"),))
    report = open_session(load(tmp_path / "r.yaml"), place).grade(submission)
    assert report.full_marks, report.checks


def test_changed_tests_are_another_run(tmp_path: Path) -> None:
    """What was seen under the old ones is not taken for what the new ones say."""
    rubric = tmp_path / "r.yaml"
    rubric.write_text("title: t\nsubmission: {script: true}\nchecks: [{check: pytest, points: 4, file: test_it.py}]\n")
    plans = []
    for text in ("def test_a(): pass\n", "def test_a(): assert 1\n"):
        (tmp_path / "test_it.py").write_text(text)
        (suite,) = (suite for check in load(rubric).checks for suite in check.asks().suites)
        plan = Plan("train", "s.py", "", None, None, 0, "cpu", QUICK, None, suites=(suite,))
        plans.append(circumstances([], plan, ()).plan)
    assert plans[0] != plans[1]
