"""`zero_grad`: whether every gradient is used by exactly one optimizer step."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import ClassVar, Literal

from grader.check import Check, Judgement, Seen, not_judged
from grader.ledger import Finding, graded_attempt, judge, timeline
from grader.ledger.diagnosis import UNFINISHED
from grader.ledger.words import words
from grader.wire.plan import SourceFile
from grader.wire.training import Training

_LAST = "Something else was trained too; only the steps of the network that is graded count."
CORRECT = {"correct", "correct_accumulation", "correct_manual", "correct_functional", "needs_review"}


class ZeroGrad(Check):
    """Says whether the training loop does backprop, optimize and reset so that no gradient is used twice or lost.

    **What it does.** While the network trains, it watches what arrives in each parameter's `.grad`, what
    lay there before, and what each optimizer step finds. Names and text of the code play no part.

    **Why.** Gradients add up until they are reset. A step with old gradients in it goes to the wrong place.

    ```yaml
    - check: zero_grad
      points: 30
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | every step used new gradients, once |
    | `correct_accumulation` | several backward calls for each step, on purpose |
    | `correct_manual` | the parameters are changed by hand, after each backward call |
    | `correct_functional` | the gradients come from `autograd.grad` or `torch.func` |
    | `never_zeroed` | steps used gradients that earlier steps had used, and nothing was ever reset |
    | `zeroed_once` | the same, with one reset: before the loop, after it, or in its middle |
    | `zeroed_sometimes` | some steps, or some of the parameters, still had old gradients |
    | `zeroed_elsewhere` | the reset was called on another optimizer or another network |
    | `zeroed_before_step` | gradients were reset after backward and before the step could use them |
    | `step_before_backward` | the same, from a loop that steps first |
    | `stepped_twice` | a step used the same gradient again |
    | `graph_reused` | backward went through the same output again after a step |
    | `no_backward` | steps without any backward call |
    | `no_step` | backward calls without any step |
    | `no_gradient` | backward was called, and no parameter received a gradient |
    | `step_outside_loop` | one step for many backward calls |
    | `wrong_parameters` | the optimizer holds other parameters than those that receive gradients |
    | `needs_review` | a gradient was changed on its way, or two threads train at once: full points, to be looked at |
    | `not_observed` | not judged: training never happened |
    | `no_train` | not judged: training was stopped before enough of it was seen |
    """

    needs_network: ClassVar[bool] = False
    heading: ClassVar[str] = "Backprop, optimize, reset: in this order, every step"

    check: Literal["zero_grad"]

    def judge(self, seen: Seen) -> Judgement:
        """Judge the events of the training that were seen, also of one that was cut off."""
        watched = seen.submission.training
        training = None if watched is None else graded_attempt(watched)
        found = judge(training)
        if seen.submission.phase("train").outcome != "ok" and found.code in UNFINISHED:
            return not_judged("train", seen.submission)
        said = words(replace(found, source=_source(found, seen.files)))
        return Judgement(
            float(found.code in CORRECT),
            found.code,
            said.message if training is watched else f"{_LAST} {said.message}",
            said.hint,
            said.lab,
            _evidence(found, training),
            judged=found.code != "not_observed",
        )


def _source(found: Finding, files: Sequence[SourceFile]) -> dict[str, str]:
    """Return the text of each line that was found, by the kind of its call."""
    texts = {file.path: file.content.decode("utf-8", "replace").splitlines() for file in files}
    code = {}
    for name, place in found.lines.items():
        path, _, line = place.rpartition(":")
        if 0 < int(line) <= len(texts.get(path, ())):
            code[name] = texts[path][int(line) - 1].strip()
    return code


def _evidence(found: Finding, training: Training | None) -> dict[str, object]:
    measured: dict[str, object] = {
        "steps": found.run_steps,
        "steps_looked_at": found.steps,
        "at_fault": found.at_fault,
        "lines": found.lines,
    }
    if found.first:
        measured["first_at_fault"] = found.first
    if found.parameters:
        measured["parameters"] = found.parameters
    if training is not None:
        turns = timeline(training, found, fault=found.code not in CORRECT)
        measured["timeline"] = [asdict(turn) for turn in turns]
    return measured
