"""The container's entry point: grade what lies in `submission/`, and always leave a valid `results.json`."""

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from grader.batch.writing import write
from grader.errors import GradeError, OutOfTimeError, UsageError
from grader.gradescope.feedback import NOT_YET, fault, results
from grader.gradescope.metadata import Metadata, read_metadata
from grader.gradescope.results import Results
from grader.inputs import Question
from grader.report import Report
from grader.rubric import Rubric, find, load
from grader.sandbox.observe import Place, Sandbox
from grader.sandbox.zygote import Zygote
from grader.session import open_session
from grader.submission import Submission, read
from grader.wire.observation import Observation
from grader.wire.plan import Plan, SourceFile

INFRASTRUCTURE = 3
PACKED = "source/rubric"


@dataclass(frozen=True, slots=True)
class Container:
    """The folder that the platform hands over, and when grading must have ended (of `time.monotonic`)."""

    root: Path
    rubric: Rubric
    metadata: Metadata
    started: float
    deadline: float

    def leave(self, what: Results) -> None:
        """Put `results.json` in its place. Raises `GradeError` where that can't be done."""
        try:
            write(self.root / "results" / "results.json", what.json_bytes())
        except OSError as error:
            raise GradeError(
                f"expected to write results.json; found: {error.strerror}", where=str(self.root / "results")
            ) from error

    def fault(self, details: str, said: str = NOT_YET) -> Results:
        """Return the results that put no blame on the student."""
        return fault(self.rubric, details, self.metadata.total_points, time.monotonic() - self.started, said)


def open_container(root: Path, rubric: str | None, seconds: float) -> Container:
    """Return the container at `root`; its rubric is the packed one, unless `rubric` names another.

    Raises `UsageError` or `RubricError` where there is no rubric to grade by.
    """
    packed = sorted((root / PACKED).glob("*.yaml"))
    if rubric is None and len(packed) > 1:
        raise UsageError(f"expected one rubric in {root / PACKED}; found {len(packed)}", hint="name it with --rubric")
    rules = load(packed[0] if rubric is None and packed else find(rubric or "challenge"))
    now = time.monotonic()
    return Container(root, rules, read_metadata(root / "submission_metadata.json"), now, now + seconds)


def grade_container(container: Container, sandbox: Sandbox) -> Report | None:
    """Grade, and leave the results; None where the grader was at fault, which the results say then.

    Before any student code runs, results that say "not graded yet" are in place; at the deadline
    this process ends, and leaves them there.
    """
    container.leave(container.fault("the grader was stopped, or killed for its memory, before it could finish"))
    alarm = threading.Timer(container.deadline - time.monotonic(), _give_up, [container])
    alarm.daemon = True
    alarm.start()
    try:
        with Zygote() as zygote:
            session = open_session(container.rubric, _Clock(Place(zygote, 0, sandbox), container.deadline))
            report = _named(container, session.grade(_handed_in(container)))
    except GradeError as error:
        alarm.cancel()
        container.leave(container.fault(str(error)))
        return None
    alarm.cancel()
    seconds = time.monotonic() - container.started
    container.leave(results(report, container.rubric, container.metadata.total_points, seconds))
    return None if report.outcome == "infrastructure" else report


def _give_up(container: Container) -> NoReturn:
    try:
        container.leave(container.fault("the grader's own deadline passed: is the time limit above the rubric's?"))
    finally:
        # The student's processes end with this one's descriptors.
        os._exit(INFRASTRUCTURE)


def _handed_in(container: Container) -> Submission:
    folder = container.root / "submission"
    try:
        entries = [entry for entry in folder.iterdir() if not entry.name.startswith((".", "__MACOSX"))]
    except OSError as error:
        raise UsageError(
            f"expected a folder with what was handed in; found: {error.strerror}", where=str(folder)
        ) from error
    one = entries[0] if len(entries) == 1 and entries[0].is_file() else folder
    return read(one, container.rubric.submission.network)


def _named(container: Container, report: Report) -> Report:
    return report.model_copy(
        update={"submission": report.submission.model_copy(update={"students": container.metadata.students})}
    )


class _Clock:
    """Begins no attempt that would take longer than what is left, by the longest one so far."""

    def __init__(self, place: Place, deadline: float) -> None:
        self._place = place
        self._deadline = deadline
        self._longest = 0.0

    def observe(self, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question], /) -> Observation:
        started = time.monotonic()
        if self._longest and started + self._longest > self._deadline:
            raise OutOfTimeError("expected time for another attempt; found too little before the deadline")
        seen = self._place.observe(files, plan, questions)
        self._longest = max(self._longest, time.monotonic() - started)
        return seen
