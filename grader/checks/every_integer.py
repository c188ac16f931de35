"""`every_integer`: how far the learned rule reaches."""

import math
import re
from itertools import takewhile
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from grader.by_output import bends
from grader.check import Asks, Check, Judgement, Seen, advised
from grader.fault import Fault, faulty
from grader.held_out import Answered, answered
from grader.inputs import Count, Inputs, Names, Question, Seed
from grader.ledger.advice import on_generalising, on_losses, on_range, on_standstill
from grader.target import Target, faults

_FARTHEST = 10**6
_LONGER_HINT = (
    "The rule is the same for every integer, and your network can hold it exactly: take more steps, the last of them "
    "with a learning rate 10 times smaller. If your optimizer has a weight_decay, leave that out."
)
_BLURS = re.compile(r"Dropout|Norm")
_BLURRED_HINT = (
    "The network has a layer {kind}, which changes numbers by chance, or by the others of a batch. The rule is exact "
    "for every integer: leave that layer out."
)
_BENT_HINT = (
    "The rule is the same for every integer, and layers of nn.Linear alone can hold it exactly. With something like "
    "ReLU or tanh between them a network is right only near the numbers it was trained on: leave it out, or train on "
    "larger numbers with a smaller learning rate."
)
_CURVED_HINT = (
    "The rule is the same for every integer, and a network learns it where it sees numbers: train on larger ones, with "
    "a smaller learning rate, and take more steps."
)
_NOT_EXACT_HINT = "Every output must be less than 0.5 off to round right: bring the loss on new inputs down further."
Reach = Annotated[int, Field(ge=1, le=_FARTHEST)]


class EveryInteger(Check):
    """Says how far the rule that the network learned reaches.

    **What it does.** It asks the trained network about integers from ever larger ranges: ±10, ±30,
    ±100 and so on. A range is held when at least `share` of its vectors, rounded to whole numbers, are
    exactly right. The points grow with the logarithm of the largest range up to which all are held:
    none at `no_marks_at`, all at `full_marks_at`.

    **Why.** "For every integer" is the challenge's own word. A network that learned the rule itself
    is right far outside of what it has seen; one that fits a curve through its examples is not.

    ```yaml
    - check: every_integer
      points: 10
      integers: [a, b, c]
      target: [a, b, c, c + 1, c + 2]
      full_marks_at: 1000
      no_marks_at: 10
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | right up to `full_marks_at` |
    | `limited_range` | right up to a smaller range only |
    | `not_exact` | not even right in the smallest range |
    | `wrong_output_shape` | the answers have another shape than the target |
    | `wrong_dtype` | the answers are no floating point numbers |
    | `forward_failed` | the trained network raised an exception |
    | `no_answer` | the trained network gave nothing |
    | `no_evaluate` | not judged: training or an earlier phase was stopped |
    """

    heading: ClassVar[str] = "It works for every integer"
    by_chance: ClassVar[bool] = True

    check: Literal["every_integer"]
    integers: Annotated[Names, Field(description="a name for each entry of an input")] = ("a", "b", "c")
    target: Annotated[
        Target | None,
        Field(description="the right answers, as arithmetic; the reference's where left out"),
    ] = None
    full_marks_at: Annotated[Reach, Field(description="the range, ± this, that earns all points")] = 1000
    no_marks_at: Annotated[Reach, Field(description="the smallest range, ± this, which earns none")] = 10
    share: Annotated[float, Field(gt=0, le=1, description="how many of the vectors must be right")] = 0.9
    count: Annotated[Count, Field(description="how many vectors from each range")] = 200
    seed: Annotated[Seed, Field(description="which vectors: the same seed draws the same ones")] = 7

    @model_validator(mode="after")
    def _consistent(self) -> "EveryInteger":
        if self.no_marks_at >= self.full_marks_at:
            message = f"expected less than `full_marks_at` ({self.full_marks_at}), found {self.no_marks_at}"
            raise faulty(Fault(message, "the larger the range, the better", ("no_marks_at",)))
        if found := [*faults(self.target or (), self._inputs(self.full_marks_at), whole=True)]:
            raise faulty(*found)
        return self

    def asks(self) -> Asks:
        """Ask for answers in every range, and the reference's where there is no target."""
        return Asks(
            questions=tuple(Question(self._inputs(reach)) for reach in self._ladder()),
            reference=self.target is None,
        )

    def judge(self, seen: Seen) -> Judgement:
        """Climb from range to range as long as enough answers are exactly right."""
        shares: dict[int, float] = {}
        widest: Answered | None = None
        for reach in self._ladder():
            given = answered(seen, self._inputs(reach), self.target)
            if isinstance(given, Answered):
                shares[reach] = _share_of_exact(given)
                widest = given
            elif shares:
                break
            else:
                return given
        held = list(takewhile(lambda reach: shares[reach] >= self.share, shares))
        evidence = {
            "right_up_to": held[-1] if held else 0,
            "share_exact": {f"±{r}": s for r, s in shares.items()},
            "share_asked": self.share,
        }
        training, low, high = seen.submission.training, -self.no_marks_at, self.no_marks_at
        if not held:
            message = (
                f"Of integers up to ±{self.no_marks_at}, {100 * shares[self.no_marks_at]:.4g}% of the answers "
                f"are exactly right after rounding; {100 * self.share:.4g}% are asked for."
            )
            verdict = Judgement(0.0, "not_exact", message, _NOT_EXACT_HINT, "Challenge", evidence)
            return advised(verdict, on_generalising(training, low, high))
        reach = held[-1]
        if reach == self.full_marks_at:
            message = f"Right for integers up to ±{reach}."
            return Judgement(1.0, "correct", message, evidence=evidence)
        fraction = math.log(reach / self.no_marks_at) / math.log(self.full_marks_at / self.no_marks_at)
        message = f"Right for integers up to ±{reach}, but not beyond; full marks at ±{self.full_marks_at}."
        curved = widest is not None and bends(widest._replace(outputs=widest.right))
        bent = widest is not None and bends(widest)
        # What a network can't hold does not come with more steps.
        advice = on_standstill(training) or on_range(training, low, high) or (not bent and on_losses(training)) or ""
        hint = _CURVED_HINT if curved else _BENT_HINT if bent else _blurred(seen) or _LONGER_HINT
        return advised(Judgement(fraction, "limited_range", message, hint, "Challenge", evidence), advice)

    def _ladder(self) -> list[int]:
        """Return the ranges in half decades: 10, 30, 100, 300, 1000."""
        steps = [digit * 10**power for power in range(7) for digit in (1, 3)]
        between = [step for step in steps if self.no_marks_at < step < self.full_marks_at]
        return [self.no_marks_at, *between, self.full_marks_at]

    def _inputs(self, reach: int) -> Inputs:
        return Inputs(integers=self.integers, low=-reach, high=reach, count=self.count, seed=self.seed)


def _blurred(seen: Seen) -> str:
    """Return the hint on a layer whose numbers are never exact, empty where none was seen."""
    forward = seen.submission.forward
    kinds = [layer.kind for layer in forward.layers if _BLURS.search(layer.kind)] if forward else []
    return _BLURRED_HINT.format(kind=kinds[0]) if kinds else ""


def _share_of_exact(given: Answered) -> float:
    exact = np.rint(given.outputs) == np.rint(given.right)
    return float(exact.reshape(len(exact), -1).all(axis=1).mean())
