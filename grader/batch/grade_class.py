"""A class from its folder to its gradebook: the pipeline of `grade batch` on one page."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from grader.batch import class_page
from grader.batch.gradebook import Filled, Scored, fill
from grader.batch.gradebook_csv import gradebook
from grader.batch.grading import Grading
from grader.batch.intake import Intake, open_intake
from grader.batch.junit import junit
from grader.batch.lanes import Class, Progress
from grader.batch.locked import LOCK
from grader.batch.memory import OBSERVATION, Memory
from grader.batch.progress import Watch
from grader.batch.row import Row
from grader.doctor import examine
from grader.errors import UsageError
from grader.inputs import Question
from grader.render.readable import readable
from grader.rubric import Rubric
from grader.sandbox.lane import Lane
from grader.sandbox.observe import Sandbox
from grader.sandbox.zygote import Zygote
from grader.session import Observes, open_session
from grader.wire.observation import Observation
from grader.wire.plan import Plan, SourceFile
from grader.writing import sweep, write

COPIES = ".handed-in"
"""The folder in `--out` that the hand-ins are copied to."""

RESULTS = GRADEBOOK, JUNIT, PAGE = "gradebook.csv", "junit.xml", "index.html"
"""What is written to `--out` for the class as a whole, beside the platform's sheet."""

Places = Callable[[], AbstractContextManager[Sequence[Observes]]]


@dataclass(frozen=True, slots=True)
class Graded:
    """What came of a class. `filled` is what was done to the platform's sheet, where one was given."""

    intake: Intake
    rows: tuple[Row, ...]
    progress: Progress
    filled: Filled | None = None

    @property
    def faults(self) -> tuple[Row, ...]:
        """Hand-ins without a score, by a fault of the grader."""
        return tuple(row for row in self.rows if row.outcome == "infrastructure")

    @property
    def unusable(self) -> tuple[Row, ...]:
        """Hand-ins that could not be loaded."""
        return tuple(row for row in self.rows if row.outcome == "not_graded")


def grade_class(
    source: Path,
    out: Path,
    rubric: Rubric,
    places: Places,
    *,
    jobs: int,
    layout: str | None,
    seed: int | None,
    device: str,
    watch: Watch,
) -> Graded:
    """Grade all that lies in `source` into `out`, on a device that `places` have; what was seen is not run again.

    Judging what was seen before is done in `jobs` processes.
    Raises `UsageError` for a folder that can't be read as a class, `InfrastructureError` where nothing can be run.
    """
    sweep(out)
    intake = open_intake(source, out / COPIES, layout)
    watch.expect(len(intake.handed_in))
    progress = Progress()
    with ExitStack() as stack:
        lanes = _WhenNeeded(lambda: stack.enter_context(places()))
        reference = out / ".reference" / OBSERVATION
        session = open_session(rubric, Memory(reference, lanes), seed, device)
        # Each hand-in is given a place of its own; the lanes can't travel to other processes.
        session = replace(session, place=Memory(reference, None))
        klass = Class(Grading(session, out), jobs, progress, watch.told)
        rows, unseen = klass.known(intake.handed_in)
        if unseen:
            rows += klass.run(unseen, lanes.all)
    rows.sort(key=lambda row: row.handed_in.key)
    return Graded(intake, tuple(rows), progress)


class _WhenNeeded:
    """Opens the lanes on first use: where all is known already, nothing is started."""

    def __init__(self, opened: Callable[[], Sequence[Observes]]) -> None:
        self._opened = opened

    @cached_property
    def all(self) -> Sequence[Observes]:
        return self._opened()

    def observe(self, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question], /) -> Observation:
        return self.all[0].observe(files, plan, questions)


def require_ours(out: Path, sheet: Path | None) -> None:
    """Raise `UsageError` where somebody's own file would be overwritten in `out`."""
    theirs = next((name for name in RESULTS if (out / name).exists()), None)
    if theirs and not (out / LOCK).exists():
        raise UsageError(
            f"expected a new folder, or one that `grade batch` made; found a {theirs} that it did not write",
            where=str(out),
            hint="name another --out",
        )
    if sheet is not None and sheet.resolve().parent == out.resolve():
        raise UsageError(
            "expected the sheet outside of --out, whose files are written anew",
            where=str(sheet),
            hint="keep the original elsewhere",
        )


def write_results(graded: Graded, rubric: Rubric, out: Path, sheet: Path | None, column: str | None) -> Graded:
    """Write gradebook, JUnit XML, class page, and the platform's sheet if one was given, into `out`."""
    write(out / GRADEBOOK, gradebook(graded.rows))
    write(out / JUNIT, junit(rubric.title, graded.rows))
    write(out / PAGE, class_page.render(rubric.title, graded.rows, graded.intake).encode())
    if sheet is None:
        return graded
    scored = [Scored(r.handed_in.students, r.score, r.max_score, readable(r.feedback)) for r in graded.rows]
    copy = f"filled-{sheet.name}" if sheet.name in RESULTS else sheet.name
    return replace(graded, filled=fill(sheet, scored, out / copy, column))


def local(jobs: int, sandbox: Sandbox, device: str, zygote: Zygote | None) -> Places:
    """Return what opens `jobs` lanes on `device`, over `zygote` where that was started already.

    Opening raises `RefusedError` where strict must, or `DeviceError`.
    """

    @contextmanager
    def opened() -> Iterator[Sequence[Observes]]:
        with ExitStack() as stack:
            warm = stack.enter_context(zygote or Zygote())
            lanes = [stack.enter_context(Lane(warm, slot, sandbox)) for slot in range(jobs)]
            if sandbox == "strict":
                # Before any hand-in: each would be refused.
                lanes[0].admit(examine(warm, device).layers)
            yield lanes

    return opened
