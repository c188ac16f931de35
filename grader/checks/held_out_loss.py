"""`held_out_loss`: whether the trained network is right about inputs it has not seen."""

import math
from dataclasses import asdict, replace
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from grader.by_output import by_output
from grader.check import Asks, Check, Judgement, Seen, advised
from grader.fault import Fault, faulty
from grader.held_out import Answered, answered, exploded, lacking_constants
from grader.inputs import Inputs, Question
from grader.ledger.advice import (
    few_steps,
    learned_its_examples,
    on_explosion,
    on_generalising,
    on_range,
    on_standstill,
)
from grader.missed import another_rule, bordered, left_behind, left_out, unchanging
from grader.target import Target, faults
from grader.wire.observation import Network

_REACH = 5
"""Errors are told apart up to this many times the one that costs all points."""
_BIAS = "A number that is always added, like the +1, is learned by the bias of a layer"
_BIAS_HINT = (
    f"{_BIAS}, and more slowly than the weights. Keep the bias (nn.Linear has one unless it says bias=False), and take "
    "more or larger steps."
)
_NO_BIAS_HINT = (
    f"{_BIAS}, and no layer here has one: leave bias=False out of nn.Linear, or add a parameter with a number for each "
    "output."
)
_PARTLY_HINT = "It is on its way: take more steps, or make the learning rate 3 times larger as long as the loss falls."
_NOT_HINT = (
    "Draw new random numbers in every step, and print the mean of each 1,000 losses. If it still falls at the end, "
    "take more steps or a learning rate 10 times larger; if it rises now and then, one 10 times smaller."
)
_LONGER_HINT = (
    "Print the loss every 1,000 steps. If it still falls at the end, take more steps or a learning rate 10 times "
    "larger; if it jumps about, one 10 times smaller."
)
Threshold = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class HeldOutLoss(Check):
    """Says whether the trained network is right about inputs it has not seen.

    **What it does.** After training has ended, it draws inputs, lets a fresh process answer them with
    the trained parameters, and compares the answers with the target. All points below
    `full_marks_below`, none from `no_marks_above`, a straight line between.

    **Why.** A loss that is small on the training examples can be learned by heart. New inputs show
    whether the rule was learned. Students are told how far off each output is, and the sum of inputs that it
    follows, but no input and no right answer; what each output should be only with `tell_target: true`.

    ```yaml
    - check: held_out_loss
      points: 30
      inputs: {integers: [a, b, c], low: -10, high: 10, count: 500, seed: 7}
      target: [a, b, c, c + 1, c + 2]
      loss: sum_of_squares
      full_marks_below: 0.25
      no_marks_above: 1.0
    ```

    Draw from a range symmetric about 0: there a network without a bias can't come close.

    | diagnosis | when |
    | --- | --- |
    | `correct` | the loss is below `full_marks_below` |
    | `partly_learned` | the loss is between the two thresholds |
    | `not_learned` | the loss is above `no_marks_above` |
    | `bias_not_learned` | most of the loss is a constant shift of outputs that are an input plus a constant |
    | `not_finite` | an answer is nan or inf: training exploded |
    | `wrong_output_shape` | the answers have another shape than the target |
    | `wrong_dtype` | the answers are no floating point numbers |
    | `forward_failed` | the trained network raised an exception |
    | `no_answer` | the trained network gave nothing |
    | `no_evaluate` | not judged: training or an earlier phase was stopped |
    """

    heading: ClassVar[str] = "The trained network is right about new inputs"
    by_chance: ClassVar[bool] = True

    check: Literal["held_out_loss"]
    inputs: Annotated[Inputs, Field(description="what to draw, such as `{integers: [a, b], low: -10, high: 10}`")]
    target: Annotated[
        Target | None,
        Field(description="the right answers, as arithmetic; the reference's where left out"),
    ] = None
    loss: Annotated[
        Literal["sum_of_squares", "mean_squared_error", "mean_absolute_error"],
        Field(description="`sum_of_squares` adds up within an example; all are averaged over the examples"),
    ] = "sum_of_squares"
    tell_target: Annotated[
        bool, Field(description="`true`: students see the target's arithmetic beside what their network learned")
    ] = False
    full_marks_below: Annotated[Threshold, Field(description="the loss below which all points are earned")]
    no_marks_above: Annotated[Threshold, Field(description="the loss from which none are")]

    @model_validator(mode="after")
    def _consistent(self) -> "HeldOutLoss":
        found = list(faults(self.target or (), self.inputs))
        if self.full_marks_below > self.no_marks_above:
            bound = f"at most `no_marks_above` ({self.no_marks_above:g})"
            message = f"expected {bound}, found {self.full_marks_below:g}"
            found.append(Fault(message, "a smaller loss is better", ("full_marks_below",)))
        if found:
            raise faulty(*found)
        return self

    def asks(self) -> Asks:
        """Ask for answers to the inputs, and the reference's where there is no target."""
        return Asks(questions=(Question(self.inputs),), reference=self.target is None)

    def judge(self, seen: Seen) -> Judgement:
        """Judge the loss on the held-out inputs."""
        given = answered(seen, self.inputs, self.target)
        if isinstance(given, Judgement):
            return given
        training = seen.submission.training
        if found := exploded(given):
            return advised(found, on_explosion(training))
        verdict = self._judge(given)
        if verdict.fraction >= 1 or self.inputs.rows is not None:
            return verdict
        if verdict.diagnosis == "bias_not_learned" and _weights_only(seen.submission.network):
            return replace(verdict, hint=_NO_BIAS_HINT)
        return self._explained(verdict, given, seen)

    def _explained(self, verdict: Judgement, given: Answered, seen: Seen) -> Judgement:
        """Return the verdict with what the training and the answers tell of the reason, the surest first."""
        loss, training = float(verdict.evidence["loss"]), seen.submission.training
        if advice := on_standstill(training):
            return advised(verdict, advice)
        finished = learned_its_examples(training, loss)
        told = (self.target or ()) if self.tell_target else ()
        replaced = seen.submission.replaced
        missed = left_behind(replaced.numbers) if finished and replaced is not None else None
        missed = (
            missed
            or another_rule(given, self.inputs.names, told, finished=finished)
            or unchanging(given)
            or bordered(given)
        )
        if missed is None and finished and not on_range(training, self.inputs.low, self.inputs.high):
            missed = left_out(given)
        if missed is not None:
            message, lab = f"{self._said(verdict.evidence)}. {missed.seen}", "Challenge"
            code = "partly_learned" if verdict.fraction > 0 else "not_learned"
            return replace(verdict, diagnosis=code, message=message, hint=missed.hint, lab=lab)
        if verdict.diagnosis == "bias_not_learned" and not finished:
            few = few_steps(training)
            return replace(verdict, hint=f"{verdict.hint} {few}") if few else verdict
        return advised(verdict, on_generalising(training, self.inputs.low, self.inputs.high, loss))

    def _judge(self, given: Answered) -> Judgement:
        errors = given.outputs - given.right
        loss = self._loss(errors)
        fraction = self._fraction(loss)
        evidence = {
            "loss": loss,
            "kind_of_loss": self.loss,
            "examples": len(errors),
            **self._by_output(given),
        }
        if fraction >= 1:
            message = f"On {self._asked(len(errors))} the loss is {loss:.4g}: learned."
            return Judgement(1.0, "correct", message, evidence=evidence)
        said = self._said(evidence)
        # On a few given inputs every error looks like a constant.
        if self.inputs.rows is None and (missing := lacking_constants(given)):
            found = ", ".join(f"output {place + 1} is off by {error:+.2g}" for place, error in missing.items())
            message = f"{said}. Nearly all of it is a constant: on average, {found}."
            return Judgement(fraction, "bias_not_learned", message, _BIAS_HINT, "`nn.Linear`", evidence)
        message = f"{said}."
        if fraction > 0:
            return Judgement(fraction, "partly_learned", message, _PARTLY_HINT, "Challenge", evidence)
        if self.inputs.rows is not None:
            return Judgement(0.0, "not_learned", message, _LONGER_HINT, "How to Train Your Neural Network", evidence)
        return Judgement(0.0, "not_learned", message, _NOT_HINT, "Challenge", evidence)

    def _said(self, evidence: dict[str, Any]) -> str:
        wanted = f"full marks below {self.full_marks_below:g}, none above {self.no_marks_above:g}"
        return f"On {self._asked(evidence['examples'])} the loss is {evidence['loss']:.4g} ({wanted})"

    def _by_output(self, given: Answered) -> dict[str, Any]:
        count = given.outputs[0].size
        reach = _REACH * self._error(self.no_marks_above, count) or 1.0
        told = (self.target or ()) if self.tell_target else ()
        return {
            "outputs": [asdict(output) for output in by_output(given, self.inputs.names, told, reach)],
            "reach": reach,
            "close": min(self._error(self.full_marks_below, count), reach),
        }

    def _error(self, loss: float, outputs: int) -> float:
        """Return how far off each of `outputs` outputs is at this loss, where all are off as much."""
        match self.loss:
            case "sum_of_squares":
                return math.sqrt(loss / outputs)
            case "mean_squared_error":
                return math.sqrt(loss)
            case "mean_absolute_error":
                return loss

    def _asked(self, count: int) -> str:
        if self.inputs.rows is not None:
            return "the input of the task" if count == 1 else f"the {count} inputs of the task"
        return f"{count} new inputs"

    def _loss(self, errors: NDArray[np.float64]) -> float:
        rows = errors.reshape(len(errors), -1)
        match self.loss:
            case "sum_of_squares":
                return float(np.square(rows).sum(axis=1).mean())
            case "mean_squared_error":
                return float(np.square(rows).mean())
            case "mean_absolute_error":
                return float(np.abs(rows).mean())

    def _fraction(self, loss: float) -> float:
        if loss <= self.full_marks_below:
            return 1.0
        if loss >= self.no_marks_above:
            return 0.0
        return (self.no_marks_above - loss) / (self.no_marks_above - self.full_marks_below)


def _weights_only(network: Network | None) -> bool:
    """Return whether every parameter is a matrix or larger: a bias is a row of numbers."""
    shapes = [parameter.shape for parameter in network.parameters] if network is not None else []
    return bool(shapes) and all(len(shape) > 1 and min(shape) > 1 for shape in shapes)
