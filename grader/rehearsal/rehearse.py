"""Run a rubric's reference on many seeds, and with each mistake, side by side."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue

from grader.device import GPU_JOBS
from grader.errors import RubricError
from grader.fault import nearest
from grader.first_free import FirstFree
from grader.inputs import Question
from grader.rehearsal.mistakes import MISTAKES, Mutant
from grader.rehearsal.reference import mutants_of, read_reference, with_main
from grader.rehearsal.result import Rehearsal, Rehearsed
from grader.rehearsal.thresholds import thresholds
from grader.report import CheckResult, Report
from grader.rubric import Rubric
from grader.sandbox import devices
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.session import Observes, open_session
from grader.submission import Submission
from grader.wire.observation import Observation
from grader.wire.plan import Plan, SourceFile

SEEDS = 20
Told = Callable[[int, int], None]


def rehearse(rubric: Rubric, zygote: Zygote, lanes: int, told: Told, seeds: int = SEEDS) -> Rehearsal:
    """Grade the reference on `seeds` seeds and every mutant of it, on `lanes` lanes at most.

    `told` hears after each run how many are done, and of how many. Raises `RubricError` for a rubric
    without a reference, or with one that can't be run at all.
    """
    _expect_known_mistakes(rubric)
    reference = read_reference(rubric)
    found = mutants_of(rubric, reference)
    started = time.monotonic()
    # Attempts of one run must not be those of the next.
    first_seeds = [rubric.run.seed + number * rubric.run.attempts for number in range(seeds)]
    runs: list[tuple[Submission, int, tuple[str, ...]]] = [(reference, seed, ()) for seed in first_seeds]
    runs += [(with_main(reference, m.source), rubric.run.seed, m.mistake.taught_by) for m in found]
    session = open_session(rubric, Place(zygote))
    lanes = devices.lanes(session.device, lanes, GPU_JOBS)
    place = FirstFree(Place(zygote, slot) for slot in range(lanes))
    done = SimpleQueue[Report]()

    def run(submission: Submission, seed: int, taught_by: tuple[str, ...]) -> Report:
        here = replace(session, place=_Once(place), seed=seed)
        # A verdict that no seed can change needs no further attempt.
        report = replace(here, rubric=_with_one_attempt(rubric)).grade(submission) if taught_by else None
        if report is None or not _certain(rubric, report, taught_by):
            report = here.grade(submission)
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
        thresholds=tuple(thresholds(rubric)),
        seconds=time.monotonic() - started,
    )


class _Once:
    """A place where one submission runs once for each seed."""

    def __init__(self, place: Observes) -> None:
        self._place = place
        self._seen: dict[int, Observation] = {}

    def observe(self, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question], /) -> Observation:
        if plan.seed not in self._seen:
            self._seen[plan.seed] = self._place.observe(files, plan, questions)
        return self._seen[plan.seed]


def _with_one_attempt(rubric: Rubric) -> Rubric:
    return rubric.model_copy(update={"run": rubric.run.model_copy(update={"attempts": 1})})


def _certain(rubric: Rubric, report: Report, taught_by: tuple[str, ...]) -> bool:
    by_chance = {check.id for check in rubric.checks if check.by_chance}
    return any(c.kind in taught_by and c.id not in by_chance for c in _lost(report))


def _lost(report: Report) -> list[CheckResult]:
    return [c for c in report.checks if c.score < c.max_score or c.status == "failed"]


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


def _expect_known_mistakes(rubric: Rubric) -> None:
    known = {mistake.name for mistake in MISTAKES}
    for name in rubric.equivalent_mistakes:
        if name not in known:
            raise RubricError(
                f"expected the name of a mistake under `equivalent_mistakes`; found `{name}`",
                where=rubric.name,
                hint=nearest(name, known),
            )


def _expect_runnable(rubric: Rubric, report: Report) -> None:
    if report.outcome != "graded":
        stopped = (p.detail for p in report.phases if p.outcome not in ("ok", "not_reached"))
        why = next(stopped, report.checks[0].message)
        raise RubricError(
            f"expected the reference to earn marks; found that it could not be graded: {why}",
            where=str(rubric.reference),
            hint="grade it by itself to see the whole report",
        )
