"""Many hand-ins side by side: first what is known already, then what has to be run."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from grader.batch.intake.handed_in import HandedIn
from grader.batch.memory import Memory, UnseenError
from grader.batch.row import Row, row
from grader.batch.writing import write
from grader.errors import UsageError
from grader.first_free import FirstFree
from grader.render import html, json
from grader.report import Report
from grader.session import Observes, Session
from grader.submission import Submission, read
from grader.wire.observation import Failure

Told = Callable[[Row], None]
WAITING = 4
"""Hand-ins that wait for each lane: enough to keep it busy, few enough to keep memory flat."""


@dataclass
class Progress:
    """What has been done so far. `why` counts the reasons why hand-ins had to be run."""

    judged_again: int = 0
    ran: int = 0
    why: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Class:
    """A class being graded into `out`, by one rubric."""

    session: Session
    out: Path
    progress: Progress

    def known(self, handed_in: Sequence[HandedIn], told: Told) -> tuple[list[Row], list[HandedIn]]:
        """Judge what was seen before, without running anything; return the rows, and what has to be run."""
        rows, unseen = [], []
        for one in handed_in:
            try:
                rows.append(self._grade(one, place=None))
            except UnseenError as why:
                self.progress.why[str(why)] += 1
                unseen.append(one)
            else:
                self.progress.judged_again += 1
                told(rows[-1])
        return rows, unseen

    def run(self, handed_in: Iterable[HandedIn], places: Sequence[Observes], told: Told) -> Iterator[Row]:
        """Run hand-ins, one at a time on each of `places`, and yield the rows as they end."""
        grade = partial(self._grade, place=FirstFree(places))
        with ExitStack() as stack:
            # One more than there are places: what one of them saw is judged while it runs the next.
            pool = ThreadPoolExecutor(len(places) + 1, thread_name_prefix="lane")
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            for future in _bounded(pool, grade, handed_in, WAITING * len(places)):
                done = future.result()
                self.progress.ran += 1
                told(done)
                yield done

    def _grade(self, handed_in: HandedIn, *, place: Observes | None) -> Row:
        folder = self.out / handed_in.key
        memory = Memory(folder / "observation.json", place)
        submission = _submission(handed_in, self.session.rubric.submission.network)
        report = replace(self.session, place=memory).grade(submission)
        named = report.submission.model_copy(
            update={"name": handed_in.key, "students": tuple(s.name or s.id for s in handed_in.students)}
        )
        report = report.model_copy(update={"submission": named})
        _keep(folder, report)
        return row(handed_in, report)


def _bounded(
    pool: ThreadPoolExecutor, grade: Callable[[HandedIn], Row], handed_in: Iterable[HandedIn], most: int
) -> Iterator[Future[Row]]:
    waiting: set[Future[Row]] = set()
    for one in handed_in:
        waiting.add(pool.submit(grade, one))
        if len(waiting) >= most:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from done
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from done


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
