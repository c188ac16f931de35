"""One hand-in by one rubric: judged, and its report kept."""

import traceback
from dataclasses import dataclass, replace
from pathlib import Path

from grader.batch.intake.handed_in import HandedIn
from grader.batch.memory import OBSERVATION, Memory, UnseenError
from grader.batch.row import Row, row
from grader.batch.writing import write
from grader.errors import UsageError
from grader.judge import infrastructure
from grader.render import html, json
from grader.report import Report
from grader.session import Observes, Session
from grader.submission import Submission, read
from grader.wire.observation import Failure


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
        folder = self.out / handed_in.key
        memory = Memory(folder / OBSERVATION, place)
        submission = _submission(handed_in, self.session.rubric.submission.network)
        try:
            report = replace(self.session, place=memory).grade(submission)
        except UnseenError:
            raise
        except Exception as error:  # noqa: BLE001  a fault of ours that one hand-in shows must not stop the others
            where = traceback.extract_tb(error.__traceback__)[-1]
            why = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
            report = infrastructure(self.session.rubric, submission, why, None)
        named = report.submission.model_copy(
            update={"name": handed_in.key, "students": tuple(s.name or s.id for s in handed_in.students)}
        )
        report = report.model_copy(update={"submission": named})
        _keep(folder, report)
        return row(handed_in, report)


def _submission(handed_in: HandedIn, network: str | None) -> Submission:
    problem = handed_in.problem
    if not problem:
        try:
            return read(handed_in.path, network)
        except UsageError as error:
            problem = str(error)
    return Submission(handed_in.key, "", (), Failure("nothing_usable", "", problem))


def _keep(folder: Path, report: Report) -> None:
    """Write the report as data and as a page, unless the same stands there already."""
    data = json.render(report).encode()
    page, stored = folder / "report.html", folder / "report.json"
    if stored.exists() and page.exists() and stored.read_bytes() == data:
        return
    # The page first: where the data stand, the page does too.
    write(page, html.render(report, audience="instructor").encode())
    write(stored, data)
