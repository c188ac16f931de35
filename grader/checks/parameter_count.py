"""`parameter_count`: how many numbers the network learns."""

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from grader.check import Check, Judgement, Seen, not_judged
from grader.fault import Fault, faulty

Count = Annotated[int, Field(ge=1)]


class ParameterCount(Check):
    """Says how many numbers the network learns.

    **What it does.** It counts the entries of all parameters with `requires_grad`, each shared one
    once, in the network as built from its class.

    **Why.** Too few can't hold the rule; a network of millions learns examples by heart. A layer in
    a plain Python list is not counted, and is not trained either.

    ```yaml
    - check: parameter_count
      points: 10
      at_least: 20
      at_most: 10000
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | the count is within the bounds |
    | `too_few` | it is below `at_least` |
    | `too_many` | it is above `at_most` |
    | `nothing_trainable` | there are none at all |
    | `no_build` | not judged: the network could not be built |
    """

    heading: ClassVar[str] = "The network has a sensible number of parameters"

    check: Literal["parameter_count"]
    at_least: Annotated[Count | None, Field(description="the smallest count of trainable parameters")] = None
    at_most: Annotated[Count | None, Field(description="the largest count of trainable parameters")] = None

    @model_validator(mode="after")
    def _bounded(self) -> "ParameterCount":
        if self.at_least is None and self.at_most is None:
            raise faulty(Fault("expected `at_least` or `at_most`, found neither"))
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise faulty(Fault(f"expected at most `at_most` ({self.at_most}), found {self.at_least}", at=("at_least",)))
        return self

    def judge(self, seen: Seen) -> Judgement:
        """Judge the parameters of the freshly built network."""
        network = seen.submission.network
        if network is None:
            return not_judged("build", seen.submission)
        trainable = sum(math.prod(p.shape) for p in network.parameters if p.trainable)
        total = sum(math.prod(p.shape) for p in network.parameters if p.trainable is not None)
        evidence = {"trainable": trainable, "total": total}
        if trainable == 0:
            return Judgement(0.0, "nothing_trainable", _nothing(total), _NOTHING_HINT, "`nn.Module`", evidence)
        found = f"{network.class_name} has {trainable:,} parameters, the numbers that training can change"
        if self.at_least is not None and trainable < self.at_least:
            message = f"{found}; at least {self.at_least:,} are asked for."
            return Judgement(0.0, "too_few", message, _TOO_FEW_HINT, "`nn.Linear`", evidence)
        if self.at_most is not None and trainable > self.at_most:
            message = f"{found}; at most {self.at_most:,} are asked for."
            return Judgement(0.0, "too_many", message, _TOO_MANY_HINT, "`nn.Linear`", evidence)
        return Judgement(1.0, "correct", f"{found}.", evidence=evidence)


_NOTHING_HINT = (
    "Make the layers in __init__ and keep each as self.…, such as self.m1 = nn.Linear(3, 5). A layer in a "
    "plain list or dict is not found, and one with requires_grad=False is not trained."
)
_TOO_FEW_HINT = (
    "nn.Linear(n, m) has n * m weights and m biases. Look for bias=False, for a layer in a plain list, where "
    "the network does not find it, and for outputs that no layer makes."
)
_TOO_MANY_HINT = (
    "nn.Linear(n, m) has n * m weights and m biases. Look for a layer that the task does not need, and for numbers "
    "that are too large: a much larger network can learn examples by heart."
)


def _nothing(total: int) -> str:
    if total:
        return f"None of the network's {total:,} parameters may change: all have requires_grad=False."
    return "The network has no parameters, so there is nothing to learn with."
