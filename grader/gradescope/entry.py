"""The container's entry point: grade what lies in `submission/`, and always leave a valid `results.json`."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from grader.errors import OutOfTimeError, UsageError
from grader.gradescope.feedback import NOT_YET, NOT_YOUR_FAULT, fault, results
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
from grader.writing import write

INFRASTRUCTURE = 3
PACKED = "source/rubric/rubric.yaml"
_WHERE = "put what was handed in into a folder `submission`, and name with --root the folder that it lies in"


@dataclass(frozen=True, slots=True)
class Container:
    """The folder that the platform hands over, and when grading must have ended (of `time.monotonic`)."""

    root: Path
    metadata: Metadata
    started: float
    deadline: float

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self.started

    def leave(self, what: Results) -> None:
        """Put `results.json` in its place. Raises `InfrastructureError` where that can't be done."""
        write(self.root / "results" / "results.json", what.json_bytes())

    def leave_fault(self, rubric: Rubric | None, said: str, details: str) -> None:
        """Put results in place that put no blame on the student, who is told what `said` says."""
        self.leave(fault(rubric, said, details, self.metadata.total_points, self.seconds))


def open_container(root: Path, seconds: float) -> Container:
    """Return the container at `root`, which has `seconds` from now. Raises `UsageError` where there is none."""
    if not root.is_dir():
        raise UsageError("expected a folder with `submission` in it; found no folder", where=str(root), hint=_WHERE)
    now = time.monotonic()
    return Container(root, read_metadata(root / "submission_metadata.json"), now, now + seconds)


def grade_container(container: Container, rubric: str | None, sandbox: Sandbox) -> Report:
    """Grade by the packed rubric, unless `rubric` names another, and leave the results.

    Before any student code runs, results that say "not graded yet" are in place; at the deadline
    this process ends, and leaves them there. Whatever is raised, the results say before that it is no student's fault.
    """
    rules: Rubric | None = None
    try:
        rules = _rubric(container, rubric)
        container.leave_fault(
            rules, NOT_YET, "the grader was stopped, or killed for its memory, before it could finish"
        )
        with _ending_in_time(container, rules), Zygote() as zygote:
            session = open_session(rules, _Clock(Place(zygote, 0, sandbox), container.deadline))
            report = _named(container, session.grade(_handed_in(container, rules)))
        container.leave(results(report, rules, container.metadata.total_points, container.seconds))
    except Exception as error:
        container.leave_fault(rules, NOT_YOUR_FAULT, f"{type(error).__name__}: {error}")
        raise
    return report


def _rubric(container: Container, name: str | None) -> Rubric:
    packed = container.root / PACKED
    if name is None and packed.parent.parent.is_dir():
        return load(packed)
    return load(find(name or "challenge"))


@contextmanager
def _ending_in_time(container: Container, rubric: Rubric) -> Iterator[None]:
    alarm = threading.Timer(container.deadline - time.monotonic(), _give_up, [container, rubric])
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def _give_up(container: Container, rubric: Rubric) -> NoReturn:
    try:
        container.leave_fault(
            rubric, NOT_YET, "the grader's own deadline passed: is the time limit above the rubric's?"
        )
    finally:
        # The student's processes end with this one's descriptors.
        os._exit(INFRASTRUCTURE)


def _handed_in(container: Container, rubric: Rubric) -> Submission:
    folder = container.root / "submission"
    try:
        entries = [entry for entry in folder.iterdir() if not entry.name.startswith((".", "__MACOSX"))]
    except OSError as error:
        found = "none" if isinstance(error, FileNotFoundError) else error.strerror
        raise UsageError(
            f"expected a folder with what was handed in; found: {found}", where=str(folder), hint=_WHERE
        ) from error
    # A link could lead to the reference, and earn its points; a folder's links are left out.
    one = entries[0] if len(entries) == 1 and entries[0].is_file() and not entries[0].is_symlink() else folder
    return read(one, rubric.submission.network, rubric.submission.train)


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
