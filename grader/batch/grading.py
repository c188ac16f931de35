"""One hand-in by one rubric: judged, and its report kept."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.batch.intake.handed_in import HandedIn
from grader.batch.memory import OBSERVATION, Memory, UnseenError
from grader.batch.row import Row, row
from grader.errors import UnwritableError, UsageError
from grader.judge import infrastructure
from grader.render import html, json
from grader.report import Report
from grader.rubric import SubmissionSpec
from grader.session import Observes, Session
from grader.submission import Submission, read
from grader.wire.observation import Failure
from grader.writing import write

REPORT = "report.json"
"""The report's file, in the hand-in's folder."""


@dataclass(frozen=True, slots=True)
class Grading:
    """A class being graded into `out`, by the rubric of a session."""

    session: Session
    out: Path

    def was_seen(self, handed_in: HandedIn) -> bool:
        """Whether something that was seen of it is kept."""
        return (self.out / handed_in.key / OBSERVATION).exists()

    def run(self, handed_in: HandedIn, place: Observes) -> Row:
        """Judge what was seen of it, after running in `place` what was not."""
        return self._graded(handed_in, place)

    def again(self, handed_in: HandedIn) -> Row | str:
        """Judge what was seen of it before; where something has to be run for that, return why."""
        try:
            return self._graded(handed_in, None)
        except UnseenError as why:
            return str(why)

    def _graded(self, handed_in: HandedIn, place: Observes | None) -> Row:
        try:
            return self._kept(handed_in, self._judged(handed_in, place))
        except (UnseenError, UnwritableError):
            raise
        except Exception as error:  # noqa: BLE001  a fault of ours that one hand-in shows must not stop the others
            where = traceback.extract_tb(error.__traceback__)[-1]
            why = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
            nothing = Submission(handed_in.key, "", ())
            return self._kept(handed_in, infrastructure(self.session.rubric, nothing, why, None))

    def _judged(self, handed_in: HandedIn, place: Observes | None) -> Report:
        memory = Memory(self.out / handed_in.key / OBSERVATION, place)
        submission = _submission(handed_in, self.session.rubric.submission)
        return replace(self.session, place=memory).grade(submission)

    def _kept(self, handed_in: HandedIn, report: Report) -> Row:
        """Write the report, with the students' names, as data and as a page, unless the same stands there already."""
        students = tuple(s.name or s.id for s in handed_in.students)
        named = report.submission.model_copy(update={"name": handed_in.key, "students": students})
        report = report.model_copy(update={"submission": named})
        line, data = row(handed_in, report), json.render(report).encode()
        folder = self.out / handed_in.key
        page, stored = folder / "report.html", folder / REPORT
        if not (stored.exists() and page.exists() and stored.read_bytes() == data):
            # The page first: where the data stand, the page does too.
            write(page, html.render(report, audience="instructor").encode())
            write(stored, data)
        return line


def left_over(out: Path, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the folders in `out` with reports of earlier batches, on hand-ins that are none of `rows`."""
    ours = {row.handed_in.key for row in rows}
    return tuple(sorted(path.parent.name for path in out.glob(f"*/{REPORT}") if path.parent.name not in ours))


def _submission(handed_in: HandedIn, names: SubmissionSpec) -> Submission:
    problem = handed_in.problem
    if not problem:
        try:
            return read(handed_in.path, names.network, names.train)
        except UsageError as error:
            problem = str(error)
    return Submission(handed_in.key, "", (), Failure("nothing_usable", "", problem))
