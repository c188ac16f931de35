"""Observation + Rubric → Report. Pure: nothing is run, so a changed rubric judges old observations anew."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import get_args

from grader import __version__, integrity
from grader.check import Check, Judgement, Seen
from grader.explain import explain
from grader.report import (
    Attempt,
    CheckResult,
    Environment,
    GpuUsed,
    IntegrityNote,
    Layer,
    LossSeen,
    Optimizer,
    Outcome,
    Output,
    PhaseResult,
    Report,
    RubricId,
    SubmissionId,
    Training,
)
from grader.rubric import Rubric
from grader.submission import Submission
from grader.wire.observation import Observation, Phase, PhaseName
from grader.wire.plan import Limits
from grader.wire.training import Point
from grader.wire.training import Training as Watched

_PHASES: tuple[PhaseName, ...] = get_args(PhaseName)
MOST_LOSSES = 150


def judge(
    rubric: Rubric,
    submission: Submission,
    observation: Observation,
    reference: Observation | None = None,
) -> Report:
    """Return the report of one attempt."""
    seen = Seen(observation, reference, submission.files)
    results: dict[str, CheckResult] = {}
    notes: list[IntegrityNote] = list(integrity.notes(observation))
    for check in rubric.in_order_of_requirement:
        lacking = [results[name] for name in check.requires if results[name].status != "passed"]
        verdict = check.judge(seen)
        notes += verdict.notes
        # What could not be judged anyway says itself why.
        results[check.id] = _result(check, _waiting(lacking) if lacking and verdict.judged else verdict)
    for check in rubric.checks:
        results[check.id] = _forgiven(check, results)
    checks = tuple(results[check.id] for check in rubric.checks)
    judged = any(c.status != "not_judged" for c in checks)
    report = _report(rubric, submission, observation, checks, "graded" if judged else "not_graded")
    return report.model_copy(update={"integrity": tuple(notes)})


def infrastructure(rubric: Rubric, submission: Submission, why: str, observation: Observation | None) -> Report:
    """Return the report that says that the grader, not the student, is at fault: no score at all."""
    fault = Judgement(0.0, "infrastructure", f"The grader itself could not work: {why}", judged=False)
    checks = tuple(_result(c, fault).model_copy(update={"status": "error"}) for c in rubric.checks)
    return _report(rubric, submission, observation or Observation(rubric.run.seed, ()), checks, "infrastructure")


def unusable(submission: Submission, seed: int) -> Observation:
    """Return what is seen of a submission that can't even be loaded."""
    return Observation(seed, (Phase("load", "exception", 0.0, submission.problem),))


def _waiting(lacking: list[CheckResult]) -> Judgement:
    names = " and ".join(f"“{result.title}”" for result in lacking)
    return Judgement(
        0.0,
        "required_check_failed",
        f"Not judged, since {names} did not pass.",
        "Mend that first; this check is judged by itself after that.",
        evidence={"requires": [result.id for result in lacking]},
        judged=False,
    )


def _forgiven(check: Check, results: dict[str, CheckResult]) -> CheckResult:
    """Return its result with all its points, where another one lost marks for what explains it.

    What was forgiven has lost nothing, so two checks can't forgive each other.
    """
    own = results[check.id]
    if own.status not in ("partial", "failed") or own.score >= own.max_score:
        return own
    others = (other for other in results.values() if other.id != check.id and other.score < other.max_score)
    cause = next((other for other in others if other.diagnosis in check.forgive_when), None)
    if cause is None:
        return own
    named = f"“{cause.title}”" if cause.visibility == "visible" else "the mistake behind it"
    message = f"{own.message} No marks are lost for this: they were already lost for {named}."
    return own.model_copy(update={"score": own.max_score, "message": message, "forgiven": True})


def _result(check: Check, judgement: Judgement) -> CheckResult:
    return CheckResult(
        id=check.id,
        kind=check.check,
        title=check.title or check.heading,
        status=judgement.status,
        score=round(check.points * min(max(judgement.fraction, 0.0), 1.0), 2),
        max_score=check.points,
        diagnosis=judgement.diagnosis,
        message=judgement.message,
        hint=judgement.hint,
        lab=judgement.lab,
        evidence=judgement.evidence,
        visibility=check.visibility,
    )


def _phase(phase: Phase, limits: Limits) -> PhaseResult:
    said = asdict(explain(phase, limits))
    return PhaseResult(name=phase.name, outcome=phase.outcome, seconds=round(phase.seconds, 3), **said)


def _gpu(observation: Observation) -> GpuUsed | None:
    gpu = observation.machine.gpu if observation.machine else None
    if gpu is None:
        return None
    return GpuUsed(name=gpu.name, memory=gpu.memory, used=observation.gpu_memory, driver=gpu.driver, cuda=gpu.cuda)


def _report(
    rubric: Rubric,
    submission: Submission,
    observation: Observation,
    checks: tuple[CheckResult, ...],
    outcome: Outcome,
) -> Report:
    score = None if outcome == "infrastructure" else round(sum(c.score for c in checks), 2)
    machine = observation.machine
    printed = observation.printed
    phases = [observation.phase(name) for name in _PHASES]
    return Report(
        rubric=RubricId(name=rubric.name, title=rubric.title, sha256=rubric.sha256),
        submission=SubmissionId(
            name=submission.name,
            files=submission.handed_in,
            sha256=submission.sha256,
        ),
        outcome=outcome,
        score=score,
        max_score=rubric.max_score,
        checks=checks,
        phases=tuple(_phase(p, rubric.run.limits.limits) for p in phases),
        attempts=() if score is None else (Attempt(seed=observation.seed, score=score),),
        training=_training(observation.training),
        output=Output(stdout=printed.stdout, stderr=printed.stderr, truncated=printed.truncated),
        environment=Environment(
            grader=__version__,
            python=machine.python if machine else "",
            torch=machine.torch if machine else "",
            device=machine.device if machine else "",
            gpu=_gpu(observation),
            sandbox=tuple(Layer(layer=x.layer, active=x.active, detail=x.detail) for x in observation.sandbox),
        ),
    )


def _training(watched: Watched | None) -> Training | None:
    """Return what the report tells of the training, None where nothing was seen of one."""
    if watched is None or not watched.points:
        return None
    summary = watched.summary
    return Training(
        steps=summary.steps,
        optimizers=tuple(Optimizer(kind=made.kind, learning_rate=made.lr) for made in summary.optimizers),
        losses=tuple(LossSeen(step=point.step, loss=point.loss) for point in _spread(watched.points)),
        first_nan=summary.first_nan,
    )


def _spread(points: Sequence[Point]) -> Iterable[Point]:
    """Return points that are spread evenly over the run: the first in each of equal spans of steps, and the last."""
    width = max(points[-1].step / MOST_LOSSES, 1)
    chosen = {int(point.step / width): point for point in reversed(points[:-1])}
    return sorted([*chosen.values(), points[-1]], key=lambda point: point.step)
