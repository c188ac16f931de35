"""Grade again on every save: torch stays warm, and a grading that is out of date is called off."""

import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from watchfiles import DefaultFilter
from watchfiles import watch as changes

from grader.errors import UsageError
from grader.report import Report
from grader.rubric import SubmissionSpec
from grader.sandbox.child import Child
from grader.sandbox.lane import Lane
from grader.sandbox.observe import Place
from grader.session import Session
from grader.submission import Submission, read
from grader.wire.plan import Limits

SETTLED_MS = 15
"""An editor's save is several changes; after so long without another one it is taken to be over."""
GLANCE_MS = 100
"""How often a grading in the background is looked after, at least."""


def watch(
    path: Path, session: Session, place: Place, show: Callable[[Report], None], *, own: Collection[Path] = ()
) -> None:
    """Grade what lies at `path` on `place`, now and after every change, until the process is interrupted.

    `show` gets each report, in a thread of its own. `own` are files that it writes: they are no changes. A file
    that is missing or half saved is waited for. Raises `KeyboardInterrupt` when the person ends it, and what
    a grading raises.
    """
    grading: _Grading | None = None
    with _Interruptible(place.zygote, place.slot, place.sandbox, place.listener) as lane:
        try:
            for submission in _saved(path, session.rubric.submission, own):
                if grading is not None:
                    grading.look()
                if submission is None or (grading is not None and submission.sha256 == grading.submission.sha256):
                    continue
                if grading is not None:
                    grading.call_off()
                grading = _Grading(session, lane, submission, show)
                grading.start()
        finally:
            if grading is not None:
                grading.call_off()


def _saved(path: Path, names: SubmissionSpec, own: Collection[Path]) -> Iterator[Submission | None]:
    """Yield what lies at `path` now and after each change, and None from time to time. Raises `UsageError` at first."""
    folder = path if path.is_dir() else path.resolve().parent
    yield read(path, names.network, names.train)
    look = True  # a change between the first reading and the first watching is seen by nobody else
    for changed in changes(
        folder,
        watch_filter=DefaultFilter(ignore_paths=[file.resolve() for file in own]),
        step=SETTLED_MS,
        rust_timeout=GLANCE_MS,
        yield_on_timeout=True,
        recursive=path.is_dir(),
    ):
        found = _now(path, names) if changed or look else None
        # A file that can't be graded may be half saved: it gets a second look before that is said.
        look = bool(changed) and found is not None and found.problem is not None
        yield None if look else found


def _now(path: Path, names: SubmissionSpec) -> Submission | None:
    try:
        return read(path, names.network, names.train)
    except UsageError:
        return None  # between deleting and writing anew there is nothing to grade


class _CalledOff(Exception):  # noqa: N818  not an error: the file was saved again
    """This grading's result is not wanted any more."""


@dataclass(frozen=True)
class _Interruptible(Lane):
    """A lane whose submission can be called off from another thread."""

    called_off: threading.Event = field(default_factory=threading.Event)
    at_work: list[Child] = field(default_factory=list)

    def take(self, limits: Limits, gpu: str) -> Child:
        if self.called_off.is_set():
            raise _CalledOff
        child = super().take(limits, gpu)
        self.at_work.append(child)
        if self.called_off.is_set():  # meanwhile, and perhaps too early to interrupt this one
            self.leave(child)
            raise _CalledOff
        return child

    def begin(self) -> None:
        """Hear that another submission comes, and that nothing of the one before is at work."""
        self.at_work.clear()
        self.called_off.clear()

    def call_off(self) -> None:
        self.called_off.set()
        for child in list(self.at_work):
            child.interrupt()


class _Grading(threading.Thread):
    """One submission, graded and shown in the background."""

    def __init__(
        self, session: Session, lane: _Interruptible, submission: Submission, show: Callable[[Report], None]
    ) -> None:
        super().__init__(daemon=True)
        self.submission = submission
        lane.begin()
        self._lane = lane
        self._session = replace(session, place=lane)
        self._show = show
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            report = self._session.grade(self.submission)
            if not self._lane.called_off.is_set():
                self._show(report)
        except _CalledOff:
            pass
        except BaseException as error:  # noqa: BLE001  raised where the person waits
            self._error = error

    def look(self) -> None:
        """Raise what the grading raised."""
        if self._error is not None:
            raise self._error

    def call_off(self) -> None:
        """Have its processes ended, and return when nothing waits for them any more."""
        self._lane.call_off()
        self.join()
