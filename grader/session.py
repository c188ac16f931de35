"""Submission + Rubric → Report: the pipeline on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from grader.errors import InfrastructureError, OutOfTimeError, RefusedError
from grader.inputs import Question
from grader.judge import infrastructure, judge, unusable
from grader.report import Attempt, Report
from grader.rubric import Rubric
from grader.rubric.run_spec import SubmissionSpec
from grader.sandbox.devices import resolve
from grader.submission import Submission, read
from grader.wire.observation import Observation
from grader.wire.plan import Plan, SourceFile


class Observes(Protocol):
    """Where submissions are run: a sandbox on this machine, one elsewhere, or a memory of what was seen before."""

    def observe(self, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question], /) -> Observation:
        """Run one submission as `plan` says, and return all that was seen."""


@dataclass(frozen=True, slots=True)
class Session:
    """One rubric on one place and device. `reference` is what was seen of the reference, where a check asks for it."""

    rubric: Rubric
    place: Observes
    seed: int
    device: str
    reference: Observation | None = None

    def grade(self, submission: Submission) -> Report:
        """Return the best of up to `attempts` seeded attempts; stop at the first with full marks.

        A further attempt is made only where chance could have cost marks: a check that depends on
        the seed lost some, and training ended well.
        """
        best: Report | None = None
        attempts: list[Attempt] = []
        for number in range(self.rubric.run.attempts):
            seed = self.seed + number
            try:
                observation = self._observe(submission, seed)
            except OutOfTimeError as error:
                if best is None:
                    return infrastructure(self.rubric, submission, error.message, None)
                break
            except InfrastructureError as error:
                return infrastructure(self.rubric, submission, error.message, None)
            report = judge(self.rubric, submission, observation, self.reference)
            attempts += report.attempts
            if best is None or (report.score or 0) > (best.score or 0):
                best = report
            if report.full_marks or not self._chance_cost_marks(report):
                break
        assert best is not None
        return best.model_copy(update={"attempts": tuple(attempts)})

    def _observe(self, submission: Submission, seed: int) -> Observation:
        if submission.problem is not None:
            return unusable(submission, seed)
        todo = plan(self.rubric, submission, seed, self.device)
        asked = _files(self.rubric, submission), todo, questions(self.rubric)
        try:
            return self.place.observe(*asked)
        except (RefusedError, OutOfTimeError):
            raise
        except InfrastructureError:
            # A fault of ours may have been a moment's: a process killed by the machine is replaced.
            return self.place.observe(*asked)

    def _chance_cost_marks(self, report: Report) -> bool:
        by_chance = {check.id for check in self.rubric.checks if check.by_chance}
        trained = all(p.outcome == "ok" for p in report.phases if p.name in ("load", "build", "train"))
        unlucky = (c for c in report.checks if c.id in by_chance and c.status in ("partial", "failed"))
        return trained and any(c.score < c.max_score for c in unlucky)


def open_session(rubric: Rubric, place: Observes, seed: int | None = None, device: str | None = None) -> Session:
    """Return a session, with the reference observed first where the rubric's checks compare with it.

    `device` is one that a plan may name; None stands for the rubric's, which must be on this machine. Raises
    `InfrastructureError` when the reference can't be trained, or the rubric's device is not here: no submission is
    at fault.
    """
    seed = rubric.run.seed if seed is None else seed
    device = resolve(rubric.run.device) if device is None else device
    if not any(check.asks().reference for check in rubric.checks):
        return Session(rubric, place, seed, device)
    assert rubric.reference is not None
    reference = read(rubric.reference, rubric.submission.network, rubric.submission.train)
    seen = place.observe(_files(rubric, reference), plan(rubric, reference, seed, device), questions(rubric))
    for phase in seen.phases:
        if phase.outcome != "ok":
            why = phase.failure.message if phase.failure else ""
            raise InfrastructureError(
                f"expected the reference to train and answer; found that its {phase.name} phase ended "
                f"with {phase.outcome} {why}",
                where=str(rubric.reference),
                hint="run the reference by itself with this torch version",
            )
    return Session(rubric, place, seed, device, seen)


def _files(rubric: Rubric, submission: Submission) -> tuple[SourceFile, ...]:
    """Return what lies there when it runs: what the rubric provides, and else what was handed in."""
    provided = rubric.submission.provided
    names = {file.path for file in provided}
    return (*(file for file in submission.files if file.path not in names), *provided)


def plan(rubric: Rubric, submission: Submission, seed: int, device: str) -> Plan:
    """Return what the training child is told to do."""
    asked = [check.asks() for check in rubric.checks]
    shapes = [asks.probe_input for asks in asked if asks.probe_input is not None]
    called = rubric.submission
    return Plan(
        role="train",
        main=submission.main,
        network=called.network or "",
        train=None if _is_script(submission, called) else called.train,
        trained=called.trained,
        seed=seed,
        device=device,
        limits=rubric.run.limits.limits,
        probe_input=shapes[0] if shapes else None,
        cells=submission.cells,
        variables=tuple(dict.fromkeys(name for asks in asked for name in asks.variables)),
        suites=tuple(dict.fromkeys(suite for asks in asked for suite in asks.suites)),
    )


def _is_script(submission: Submission, called: SubmissionSpec) -> bool:
    """Whether it trains outside of functions, where the rubric takes both."""
    if called.network is None or called.train is None or called.trained is None:
        return False
    return submission.is_script(called.network, called.train, called.trained)


def questions(rubric: Rubric) -> tuple[Question, ...]:
    """Return every set of held-out inputs that a check asks for, each once under each condition."""
    asked = [question for check in rubric.checks for question in check.asks().questions]
    return tuple({(question.inputs.key, question.condition): question for question in asked}.values())
