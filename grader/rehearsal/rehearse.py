"""Run a rubric's reference on many seeds, and with each mistake, side by side."""

import ast
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue

from grader.device import GPU_JOBS
from grader.errors import RubricError
from grader.rehearsal.mistakes import Mutant, mutants
from grader.rehearsal.place import Place as Where
from grader.rehearsal.result import Limit, Rehearsal, Rehearsed
from grader.report import CheckResult, Report
from grader.rubric import Rubric
from grader.sandbox import devices
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.session import open_session
from grader.submission import Submission, read
from grader.wire.plan import SourceFile

SEEDS = 20
Told = Callable[[int, int], None]


def rehearse(rubric: Rubric, zygote: Zygote, lanes: int, told: Told, seeds: int = SEEDS) -> Rehearsal:
    """Grade the reference on `seeds` seeds and every mutant of it, on `lanes` lanes at most.

    `told` hears after each run how many are done, and of how many. Raises `RubricError` for a rubric
    without a reference, or with one that can't be run at all.
    """
    reference = _reference(rubric)
    try:
        found = list(mutants(_main(reference), lambda tree: _where(rubric, tree)))
    except SyntaxError as error:
        where = f"{rubric.reference}:{error.lineno}"
        raise RubricError(f"expected a reference in Python; found: {error.msg}", where=where) from error
    started = time.monotonic()
    # Attempts of one run must not be those of the next.
    first_seeds = [rubric.run.seed + number * rubric.run.attempts for number in range(seeds)]
    runs: list[tuple[Submission, int, tuple[str, ...]]] = [(reference, seed, ()) for seed in first_seeds]
    runs += [(_with_main(reference, m.source), rubric.run.seed, m.mistake.taught_by) for m in found]
    session = open_session(rubric, Place(zygote))
    lanes = devices.lanes(session.device, lanes, GPU_JOBS)
    slots, done = SimpleQueue[int](), SimpleQueue[Report]()
    for slot in range(lanes):
        slots.put(slot)

    def run(submission: Submission, seed: int, taught_by: tuple[str, ...]) -> Report:
        slot = slots.get()
        here = replace(session, place=Place(zygote, slot), seed=seed)
        # A verdict that no seed can change needs no further attempt.
        report = replace(here, rubric=_once(rubric)).grade(submission) if taught_by else None
        if report is None or not _certain(rubric, report, taught_by):
            report = here.grade(submission)
        slots.put(slot)
        done.put(report)
        told(done.qsize(), len(runs))
        return report

    with ThreadPoolExecutor(lanes) as pool:
        reports = list(pool.map(run, *zip(*runs, strict=True)))
    _expect_runnable(rubric, reports[0])
    return Rehearsal(
        rubric=rubric.name,
        max_score=rubric.max_score,
        by_chance=tuple(check.id for check in rubric.checks if check.by_chance),
        reports=tuple(reports[:seeds]),
        mistakes=tuple(_rehearsed(rubric, *pair) for pair in zip(found, reports[seeds:], strict=True)),
        limits=tuple(_limits(rubric)),
        seconds=time.monotonic() - started,
    )


def _once(rubric: Rubric) -> Rubric:
    return rubric.model_copy(update={"run": rubric.run.model_copy(update={"attempts": 1})})


def _certain(rubric: Rubric, report: Report, taught_by: tuple[str, ...]) -> bool:
    by_chance = {check.id for check in rubric.checks if check.by_chance}
    return any(c.kind in taught_by and c.id not in by_chance for c in _lost(report))


def _lost(report: Report) -> list[CheckResult]:
    return [c for c in report.checks if c.score < c.max_score or c.status == "failed"]


def _reference(rubric: Rubric) -> Submission:
    if rubric.reference is None:
        raise RubricError(
            "expected a `reference` solution to try the rubric on; found none",
            where=rubric.name,
            hint="write one that earns full marks, and name it in the rubric: `reference: my_reference.py`",
        )
    reference = read(rubric.reference, rubric.submission.network)
    if reference.problem is not None:
        raise RubricError(reference.problem.message, where=str(rubric.reference))
    return reference


def _main(submission: Submission) -> str:
    return next(f.content for f in submission.files if f.path == submission.main).decode()


def _with_main(submission: Submission, source: str) -> Submission:
    files = (SourceFile(f.path, source.encode()) if f.path == submission.main else f for f in submission.files)
    return replace(submission, files=tuple(files))


def _where(rubric: Rubric, tree: ast.Module) -> Where:
    answers, names = next(_answers(rubric), ((), ()))
    return Where(tree, rubric.submission.network or "", rubric.submission.train, names, answers)


def _answers(rubric: Rubric) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the right answers as arithmetic, and the names they are about, where a check has both."""
    for check in rubric.checks:
        target, inputs = getattr(check, "target", None), getattr(check, "inputs", None)
        if target and inputs is not None and getattr(inputs, "integers", None):
            yield tuple(target), tuple(inputs.integers)


def _limits(rubric: Rubric) -> Iterator[Limit]:
    for check in rubric.checks:
        value = getattr(check, "full_marks_below", None)
        if value is not None:
            yield Limit(check.id, "full_marks_below", value)


def _rehearsed(rubric: Rubric, mutant: Mutant, report: Report) -> Rehearsed:
    lost = _lost(report)
    return Rehearsed(
        mistake=mutant.mistake.name,
        taught_by=mutant.mistake.taught_by,
        lost=tuple(check.id for check in lost),
        by_right=any(check.kind in mutant.mistake.taught_by for check in lost),
        lines=mutant.lines,
        score=report.score,
        equivalent=rubric.equivalent_mistakes.get(mutant.mistake.name, ""),
    )


def _expect_runnable(rubric: Rubric, report: Report) -> None:
    if report.outcome != "graded":
        why = next((p.detail for p in report.phases if p.outcome not in ("ok", "not_reached")), report.outcome)
        raise RubricError(
            f"expected the reference to earn marks; found that it could not be graded: {why}",
            where=str(rubric.reference),
            hint="grade it by itself to see the whole report",
        )
