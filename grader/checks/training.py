"""`training`: with which optimizer, how fast, how long, and to what effect the network was trained."""

from collections.abc import Iterator
from statistics import fmean
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from grader.check import Check, Judgement, Seen, not_judged
from grader.fault import Fault, expected, faulty
from grader.wire.training import Optimizer
from grader.wire.training import Training as Observed

OPTIMIZERS = (
    "SGD", "Adam", "AdamW", "NAdam", "RAdam", "RMSprop", "Adagrad", "Adadelta", "Adamax", "ASGD", "Rprop", "LBFGS",
    "Adafactor", "Muon", "SparseAdam",
)  # fmt: skip
"""Those of torch; a task may ask for one of its own."""
_ALIKE = 1e-6
_PART, _FEWEST = 5, 2
"""The first fifth of all losses that were seen is compared with those of the second half; so few are no curve."""


def _optimizer(name: str) -> str:
    """Return `name`; refuse one that differs from an optimizer of torch in nothing but its capitals."""
    meant = {known.lower(): known for known in OPTIMIZERS}.get(name.lower().removeprefix("torch.optim."), name)
    if meant != name:
        raise expected("the name of an optimizer's class", name, f"did you mean `{meant}`?")
    return name


Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Steps = Annotated[int, Field(ge=0, le=10**9)]


class Training(Check):
    """Says whether the network was trained as the task asks: with which optimizer, how fast and how long.

    **What it does.** While the file trains, it sees every optimizer, its learning rate and what it holds, counts
    the steps, and follows the loss. Only what the rubric names is judged, and each counts the same.

    **Why.** A task that teaches a certain loop wants to see that loop, not only its result.

    ```yaml
    - check: training
      points: 20
      optimizer: SGD
      learning_rate: 0.003
      at_least: 100
      loss_falls: true
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | all that is asked for was seen |
    | `no_steps` | no optimizer made a step |
    | `other_optimizer` | another optimizer made the steps |
    | `other_learning_rate` | it had another learning rate |
    | `parameters_left_out` | the optimizer does not hold every trainable parameter of the network |
    | `too_few_steps` | there were fewer steps than `at_least` |
    | `too_many_steps` | there were more steps than `at_most` |
    | `loss_not_falling` | the loss of the second half is not below that at the beginning |
    | `no_train` | not judged: training was stopped or never happened |
    """

    heading: ClassVar[str] = "The training goes as the task says"
    needs_network: ClassVar[bool] = False

    check: Literal["training"]
    optimizer: Annotated[
        str, AfterValidator(_optimizer), Field(description="class of the optimizer, such as SGD or Adam")
    ] = ""
    learning_rate: Annotated[Rate | None, Field(description="its learning rate at the beginning")] = None
    at_least: Annotated[Steps | None, Field(description="the fewest steps")] = None
    at_most: Annotated[Steps | None, Field(description="the most steps")] = None
    covers_all_parameters: Annotated[
        Literal[True] | None, Field(description="`true`: optimizers hold every trainable parameter of the network")
    ] = None
    loss_falls: Annotated[Literal[True] | None, Field(description="`true`: the loss is lower at the end")] = None

    @model_validator(mode="after")
    def _asks_something(self) -> "Training":
        keys = ("optimizer", "learning_rate", "at_least", "at_most", "covers_all_parameters", "loss_falls")
        if all(getattr(self, key) in (None, "") for key in keys):
            raise faulty(Fault(f"expected one of {', '.join(f'`{key}`' for key in keys)}, found none"))
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            bound = f"at most `at_most` ({self.at_most})"
            raise faulty(Fault(f"expected {bound}, found {self.at_least}", at=("at_least",)))
        return self

    def judge(self, seen: Seen) -> Judgement:
        """Judge the training that was seen."""
        training = seen.submission.training
        if training is None or seen.submission.phase("train").outcome != "ok":
            return not_judged("train", seen.submission)
        summary = training.summary
        evidence = {
            "steps": summary.steps,
            "optimizers": [{"kind": made.kind, "learning_rate": made.lr} for made in summary.optimizers],
        }
        if not summary.steps or not summary.optimizers:
            hint = (
                "Only step() changes the parameters. Make an optimizer, and call its step() after backward(), "
                "every time around the loop."
            )
            return Judgement(0.0, "no_steps", "No optimizer made a step.", hint, "Optimize!", evidence)
        faults = list(self._faults(training, seen))
        asked = sum(map(bool, (self.optimizer, self.learning_rate, self.covers_all_parameters, self.loss_falls)))
        asked += self.at_least is not None or self.at_most is not None
        if not faults:
            made = " and ".join(dict.fromkeys(_told(one) for one in summary.optimizers))
            return Judgement(1.0, "correct", f"{summary.steps:,} steps with {made}.", evidence=evidence)
        code, message, hint, lab = faults[0]
        return Judgement(max(1 - len(faults) / asked, 0.0), code, message, hint, lab, evidence)

    def _faults(self, training: Observed, seen: Seen) -> Iterator[tuple[str, str, str, str]]:
        """Yield diagnosis, message, hint and the lab's heading of what was not as asked for."""
        summary = training.summary
        others = [made for made in summary.optimizers if self.optimizer and made.kind != self.optimizer]
        if others:
            message = f"The steps were made with {_told(others[0])}, not with {self.optimizer}."
            hint = f"This task is about {self.optimizer}: make the optimizer with torch.optim.{self.optimizer}(…)."
            yield "other_optimizer", message, hint, "Autograd"
        wanted = self.learning_rate
        rates = [made.lr for made in summary.optimizers if wanted and not _close(made.lr, wanted)]
        if rates:
            found = "not a plain number" if rates[0] is None else f"{rates[0]:g}"
            message = f"The learning rate was {found}, and {wanted:g} is asked for."
            hint = f"It is the size of a step. Say it when you make the optimizer: lr={wanted:g}."
            yield "other_learning_rate", message, hint, "Autograd"
        if self.covers_all_parameters and (left := _left_out(training, seen)):
            names = ", ".join(f"`{name}`" for name in left[:5])
            message = (
                f"The optimizer was not given {names}, so training never changes {'it' if len(left) == 1 else 'them'}."
            )
            hint = "What does not change can't learn. Give the optimizer everything: my_network.parameters()."
            yield "parameters_left_out", message, hint, "`nn.Module`"
        if self.at_least is not None and summary.steps < self.at_least:
            message = f"There were {summary.steps:,} steps, and at least {self.at_least:,} are asked for."
            hint = "Each step moves the parameters only a little. Let the loop run more often."
            yield "too_few_steps", message, hint, "Now do that a lot of times."
        if self.at_most is not None and summary.steps > self.at_most:
            message = f"There were {summary.steps:,} steps, and at most {self.at_most:,} are asked for."
            hint = "Fewer steps are enough for this task. Let the loop run less often."
            yield "too_many_steps", message, hint, "Now do that a lot of times."
        if self.loss_falls and (ends := _ends(training)) and not ends[1] < ends[0]:
            message = (
                f"The loss was {ends[0]:.3g} at the beginning and {ends[1]:.3g} in the second half of the training."
            )
            hint = "It should fall. Check the order backprop, optimize, reset, and try a smaller learning rate."
            yield "loss_not_falling", message, hint, "How to Train Your Neural Network"


def _told(made: Optimizer) -> str:
    return made.kind if made.lr is None else f"{made.kind}(lr={made.lr:g})"


def _close(rate: float | None, wanted: float) -> bool:
    return rate is not None and abs(rate - wanted) <= _ALIKE * wanted


def _left_out(training: Observed, seen: Seen) -> list[str]:
    """Return the trainable parameters of the network that no optimizer holds, as far as that is sure."""
    network = seen.submission.network
    if network is None:
        return []
    numbers = {n for made in training.summary.optimizers for n in made.parameters}
    held = [training.parameters[n] for n in numbers if 0 <= n < len(training.parameters)]
    left = [p.name for p in network.parameters if p.trainable and p.name not in held]
    # A tensor that an optimizer held before any network was seen has another name here.
    known = {p.name for p in network.parameters}
    return left if len(left) > sum(name not in known for name in held) else []


def _ends(training: Observed) -> tuple[float, float] | None:
    """Return the loss at the beginning and the mean loss of the second half of the run, None where too few were seen.

    A few losses may be small by chance: the one at the beginning is the first, or the mean of the first ones if that is
    larger.
    """
    seen = [(point.step, point.loss) for point in training.points if point.loss is not None]
    if training.summary.first_nan is not None:
        return (seen[0][1] if seen else 0.0, float("inf"))
    if len(seen) < _FEWEST:
        return None
    first = [loss for _, loss in seen[: max(len(seen) // _PART, 1)]]
    return max(first[0], fmean(first)), fmean(loss for step, loss in seen if step >= seen[-1][0] / 2)
