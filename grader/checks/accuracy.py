"""`accuracy`: how often the trained network names the right class."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from grader.check import Asks, Check, Judgement, Seen
from grader.classified import classified
from grader.fault import Fault, faulty
from grader.inputs import Question
from grader.labelled import Labelled, LabelledFile

_LAB = "How to Train Your Neural Network"
_PARTLY_HINT = (
    "It is on its way. Train for more epochs, rounds over all examples, as long as the loss falls. "
    "If it stands still, try another learning rate or a wider layer."
)
_NOT_HINT = (
    "Print the loss after every round over the examples: it should fall. Check that each input still has its own "
    "label, and that the loss fits the task: nn.CrossEntropyLoss for several classes, without softmax before it."
)
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Accuracy(Check):
    """Says how often the trained network names the right class of examples it has not seen.

    **What it does.** After training has ended, a fresh process answers the held-out examples with the trained
    parameters. The class with the largest output counts; of a single output, class 1 where it is above 0. All
    points from `full_marks_from`, none below `no_marks_below`, a straight line between.

    **Why.** The loss on the training examples can be made small by learning them by heart.

    ```yaml
    - check: accuracy
      points: 40
      held_out: held_out.npz
      full_marks_from: 0.95
      no_marks_below: 0.8
    ```

    The file holds `inputs`, one row an example, and `labels`, a whole number from 0 for each:
    `numpy.savez("held_out.npz", inputs=x, labels=y)`. It stays on the grader's side.

    | diagnosis | when |
    | --- | --- |
    | `correct` | the share of right answers is at least `full_marks_from` |
    | `partly_accurate` | it is between the two thresholds |
    | `not_accurate` | it is below `no_marks_below` |
    | `always_the_same_class` | every example is taken for the same class |
    | `wrong_output_shape` | there is not one number for each class |
    | `wrong_dtype` | the answers are no floating point numbers |
    | `forward_failed` | the trained network raised an exception |
    | `no_answer` | the trained network gave nothing |
    | `no_evaluate` | not judged: training or an earlier phase was stopped |
    """

    heading: ClassVar[str] = "The trained network names the right classes"
    by_chance: ClassVar[bool] = True

    check: Literal["accuracy"]
    held_out: Annotated[LabelledFile, Field(description="an `.npz` file with `inputs` and `labels`")]
    full_marks_from: Annotated[Share, Field(description="the share of right answers that earns all points")]
    no_marks_below: Annotated[Share, Field(description="the share below which none are earned")]

    @model_validator(mode="after")
    def _consistent(self) -> "Accuracy":
        if self.no_marks_below > self.full_marks_from:
            bound = f"at most `full_marks_from` ({self.full_marks_from:g})"
            message = f"expected {bound}, found {self.no_marks_below:g}"
            raise faulty(Fault(message, "a larger share is better", ("no_marks_below",)))
        return self

    def asks(self) -> Asks:
        """Ask for answers to the held-out examples."""
        return Asks(questions=(Question(Labelled(self.held_out)),))

    def judge(self, seen: Seen) -> Judgement:
        """Judge the share of right classes."""
        given = classified(seen, Labelled(self.held_out))
        if isinstance(given, Judgement):
            return given
        right = float((given.outputs == given.right).all(axis=1).mean())
        taken = given.outputs.sum(axis=0)
        evidence = {"accuracy": right, "examples": len(given.right), "classes": int(given.right.any(axis=0).sum())}
        said = f"Of {len(given.right)} new examples, {right:.1%} are named right"
        if right >= self.full_marks_from:
            return Judgement(1.0, "correct", f"{said}.", evidence=evidence)
        message = f"{said}; full marks from {self.full_marks_from:.0%}, none below {self.no_marks_below:.0%}."
        if np.count_nonzero(taken) == 1:
            message = f"{message} Every one is taken for class {int(taken.argmax())}."
            return Judgement(self._fraction(right), "always_the_same_class", message, _NOT_HINT, _LAB, evidence)
        if right > self.no_marks_below:
            return Judgement(self._fraction(right), "partly_accurate", message, _PARTLY_HINT, _LAB, evidence)
        return Judgement(0.0, "not_accurate", message, _NOT_HINT, _LAB, evidence)

    def _fraction(self, right: float) -> float:
        if right <= self.no_marks_below:
            return 0.0
        return (right - self.no_marks_below) / (self.full_marks_from - self.no_marks_below)
