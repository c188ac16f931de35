"""`learned`: whether the answers come from the parameters, and training put them there."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from grader.check import Asks, Check, Judgement, Seen
from grader.fault import Fault, faulty
from grader.held_out import Answered, answered
from grader.inputs import Inputs, Question
from grader.target import Target
from grader.wire.observation import Condition
from grader.wire.training import Training

RIGHT = 0.03
"""A loss below this share of the target's variance counts as right. On the challenge this is 5.5: networks with
random or fresh parameters stay above 47, and one that was trained at all comes below 5."""
ENOUGH = 100
"""Examples that tell right from wrong this coarsely; each is answered four times."""
CONDITIONS: tuple[Condition, ...] = ("trained", "fresh", "random", "gradients")


class Learned(Check):
    """Says whether what is judged was learned: the answers come from the parameters, put there by training.

    **What it does.** After training, a fresh process builds the network anew and answers held-out inputs
    four times: with the trained parameters, with those it was built with, with random ones, and with the
    trained ones while gradients are recorded as in training. It fails only on a measured fact.

    **Why.** A network that is right whatever its parameters are has learned nothing. Let other checks
    require this one, so that such an answer earns nothing there.

    ```yaml
    - check: learned
      points: 0
    ```

    Inputs and target are those of the first check that has both, such as `held_out_loss`, unless it names its own.
    "Right" means a loss (sum of squares, averaged over the examples) below 3% of the target's variance.

    | diagnosis | when |
    | --- | --- |
    | `correct` | nothing measured speaks against it |
    | `right_with_random_parameters` | right also with random parameters: the answer is not in them |
    | `right_before_training` | right also with the parameters of a newly built network |
    | `other_answers_in_training` | right only while no gradients are recorded |
    | `no_training_seen` | right, though no parameter received a gradient that moved it |
    | `no_evaluate` | not judged: training or an earlier phase was stopped |
    """

    heading: ClassVar[str] = "The answers were learned"

    check: Literal["learned"]
    inputs: Annotated[Inputs | None, Field(description="what to draw; that of the first check that has it")] = None
    target: Annotated[Target | None, Field(description="the right answers; those of the first check that has them")] = (
        None
    )

    def completed(self, others: Sequence[Check]) -> Check:
        """Take inputs and target from the first check that has inputs."""
        source = next((c for c in others if c is not self and getattr(c, "inputs", None) is not None), None)
        if self.inputs is not None:
            return self
        if source is None:
            hint = "write them here, or add a check that has both, such as `held_out_loss`"
            raise faulty(Fault("expected `learned` to find inputs and a target, found none in this rubric", hint))
        inputs: Inputs = source.inputs  # type: ignore[attr-defined]
        fewer = inputs.model_copy(update={"count": min(ENOUGH, inputs.count)})
        return self.model_copy(update={"inputs": fewer, "target": source.target})  # type: ignore[attr-defined]

    def asks(self) -> Asks:
        """Ask for answers under every condition."""
        if self.inputs is None:
            return Asks()
        questions = tuple(Question(self.inputs, condition) for condition in CONDITIONS)
        return Asks(questions=questions, reference=self.target is None)

    def judge(self, seen: Seen) -> Judgement:
        """Judge by the losses under the four conditions, and by whether training was seen at all."""
        given = {condition: self._answered(seen, condition) for condition in CONDITIONS}
        trained = given["trained"]
        if isinstance(trained, Judgement) and not trained.judged:
            return trained
        losses = {c: _share(g) for c, g in given.items() if isinstance(g, Answered)}
        evidence: dict[str, Any] = {
            "loss_as_share_of_variance": {c: None if s is None else round(s, 6) for c, s in losses.items()},
            "counts_as_right_below": RIGHT,
        }
        right = {c for c, share in losses.items() if share is not None and share < RIGHT}
        code = _sign(right, losses, seen.submission.training)
        if code == "correct":
            return Judgement(1.0, code, "Nothing that was measured speaks against it.", evidence=evidence)
        message, hint = _WORDS[code]
        return Judgement(0.0, code, message, hint, "Challenge", evidence)

    def _answered(self, seen: Seen, condition: Condition) -> Answered | Judgement:
        assert self.inputs is not None
        return answered(seen, self.inputs, self.target, condition)


_AGAIN = "Let the layers calculate the answer, and let training find their weights, as in the lab."
_WORDS = {
    "right_with_random_parameters": (
        "With random numbers in place of its parameters the network still answers right, so the answer is not in "
        "its parameters.",
        _AGAIN,
    ),
    "right_before_training": (
        "A newly built network answers right before any training, so training is not what put the answer there.",
        _AGAIN,
    ),
    "other_answers_in_training": (
        "The network answers right while no gradients are recorded, and otherwise while they are.",
        "forward should calculate the same in training and afterwards.",
    ),
    "no_training_seen": (
        "The network answers right, and no gradient was seen that moved its parameters.",
        "Train it with backprop, optimize, reset; if you did, show this report to your instructor.",
    ),
}


def _sign(right: set[Condition], losses: dict[Condition, float | None], training: Training | None) -> str:
    if "random" in right:
        return "right_with_random_parameters"
    if "fresh" in right:
        return "right_before_training"
    if "trained" in right and losses.get("gradients") is not None and "gradients" not in right:
        return "other_answers_in_training"
    if "trained" in right and not _trained(training):
        return "no_training_seen"
    return "correct"


def _trained(training: Training | None) -> bool:
    """Whether gradients arrived, by `backward` or taken directly."""
    return training is not None and bool(training.summary.backwards or training.summary.functional)


def _share(given: Answered) -> float | None:
    """Return the loss as a share of the target's variance, None where it is no number."""
    loss = np.square(given.outputs - given.right).reshape(len(given.right), -1).sum(axis=1).mean()
    variance = np.square(given.right - given.right.mean(axis=0)).reshape(len(given.right), -1).sum(axis=1).mean()
    share = float(loss / variance) if variance > 0 else float("nan")
    return share if np.isfinite(share) else None
