"""An instructor's pytest file, run beside the student's code, which its tests call.

What it says is a claim: code in the same interpreter can change pytest itself. To leave little room for that, pytest
is set up and has read the tests before any of the student's code runs, the host knows their names by then, each
result is sent as soon as it is there, and the last test is one that must fail.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pytest
from torch import nn

from grader.inside.faults import clean, failure, outcome
from grader.wire.observation import Collected, Failure, Result
from grader.wire.plan import Suite

_TIMEOUT = "Timeout ("
"""How the message of pytest-timeout begins."""


@dataclass(frozen=True, slots=True)
class Student:
    """The student's code as tests meet it; without a network, `fresh` and `trained` are None."""

    module: ModuleType
    fresh: Callable[[], nn.Module] | None = None
    trained: Callable[[], nn.Module] | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """What running a suite needs of the worker.

    `load` runs the student's code for the first time, `evaluate` is the phase in which the tests run, and `seed`
    makes chance the same for each of them.
    """

    folder: str
    send: Callable[[Any], None]
    load: Callable[[], Student]
    evaluate: Callable[[], AbstractContextManager[None]]
    seed: Callable[[], None]


def run_suite(suite: Suite, stage: Stage) -> None:
    """Run the tests, and send the name of each, then what came of each."""
    place = Path(tempfile.mkdtemp(prefix=".", dir=stage.folder))
    file = place / suite.name
    file.write_text(suite.text, encoding="utf-8")
    # pytest looks no further for settings and conftest.py, such as handed in ones, and takes no installed plugin.
    (place / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    given = (
        "--import-mode=importlib --tb=no --color=no -q -s "
        f"-p no:cacheprovider -p no:faulthandler -p pytest_timeout --timeout-method=signal --timeout={suite.timeout}"
    )
    pytest.main([*given.split(), str(file)], plugins=[_Plugin(stage, place)])


def _must_fail() -> None:
    raise AssertionError


def _missing_fixture(item: pytest.Item) -> str:
    """Say which fixture a test asks for that is not there, which is no student's mistake; empty where all are."""
    info = getattr(item, "_fixtureinfo", None)
    known = {"request", *getattr(getattr(item, "callspec", None), "params", ()), *getattr(info, "name2fixturedefs", ())}
    missing = [name for name in getattr(info, "names_closure", ()) if name not in known]
    return _no_fixture(missing[0]) + f" ({item.name})" if missing else ""


def _no_fixture(name: str | None) -> str:
    return f"there is no fixture `{name}`; those of this grader are submission, network and trained"


def _made(how: Callable[[], nn.Module] | None) -> nn.Module:
    if how is None:
        pytest.fail("this rubric names no network, so there is only the fixture `submission`")
    return how()


class _Plugin:
    """Gives tests their fixtures, and says how each went."""

    def __init__(self, stage: Stage, place: Path) -> None:
        self._stage = stage
        self._place = place
        self._broken = ""
        self._student: Student | None = None
        self._number = 0
        self._outcome: Literal["passed", "failed", "skipped"] = "passed"
        self._why: Failure | None = None

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            said = str(report.longrepr).strip().splitlines() or ["no reason"]
            # pytest marks the lines that say what is wrong.
            marked = [line[1:].strip() for line in said if line.startswith("E ")]
            self._broken = self._broken or "; ".join(marked or said[-1:])

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        shutil.rmtree(self._place)
        self._broken = self._broken or next(filter(None, map(_missing_fixture, session.items)), "")
        if self._broken:
            self._stage.send(Collected((), Failure("exception", "", clean(self._broken, str(self._place)))))
            pytest.exit("the tests could not be read")
        self._stage.send(Collected(tuple(item.nodeid.partition("::")[2] for item in session.items)))
        if session.items:
            last = session.items[-1]
            session.items.append(pytest.Function.from_parent(last.parent, name="control", callobj=_must_fail))
        self._student = self._stage.load()
        with self._stage.evaluate():
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        self._stage.seed()
        self._outcome, self._why = "passed", None
        done = yield
        self._stage.send(Result(self._number, self._outcome, self._why))
        self._number += 1
        return done

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.outcome != "passed" and self._outcome == "passed":
            self._outcome = report.outcome
            self._why = self._told(call.excinfo.value if call.excinfo else None)
        return report

    @pytest.fixture
    def submission(self) -> ModuleType:
        """The student's module."""
        return self._loaded.module

    @pytest.fixture
    def network(self) -> nn.Module:
        """A newly built network."""
        return _made(self._loaded.fresh)

    @pytest.fixture
    def trained(self) -> nn.Module:
        """A newly built network with the trained values, in evaluation mode."""
        return _made(self._loaded.trained)

    @property
    def _loaded(self) -> Student:
        assert self._student is not None
        return self._student

    def _told(self, error: BaseException | None) -> Failure:
        """Describe what ended a test, with the student's lines only."""
        if error is None:
            return Failure("exception", "", "it passed, and was expected to fail")
        if isinstance(error, pytest.FixtureLookupError):
            return Failure("exception", "", _no_fixture(error.argname))
        found = failure(error, self._stage.folder)
        if isinstance(error, pytest.fail.Exception | pytest.skip.Exception):
            kind = "timeout" if found.message.startswith(_TIMEOUT) else found.kind
            return replace(found, kind=kind, type="")
        if (limit := outcome(error)) != "exception":
            return replace(found, kind=limit)
        return replace(found, frames=tuple(f for f in found.frames if not f.file.startswith(self._place.name)))
