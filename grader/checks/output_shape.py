"""`output_shape`: whether the network makes as many numbers as it should."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from grader.causes import cause
from grader.check import Asks, Check, Judgement, Seen, not_judged
from grader.shape import Shape
from grader.student_words import last_layer, told

_HINT = "The error is in forward, or in what it calls. Try it yourself: print MyNetwork()(torch.ones(…))."


class OutputShape(Check):
    """Says whether the new network turns one example into an output of the right shape.

    **What it does.** It runs one example through the newly built network, alone or as a batch, and looks at what
    comes out. The layers between play no part; `layer_shapes` looks at them.

    **Why.** A network of the wrong shape can't be compared with the right answers.

    ```yaml
    - check: output_shape
      points: 10
      input: [3]
      output: [2]
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | the output has the right shape |
    | `wrong_output_shape` | it has another |
    | `forward_failed` | the network raised an exception, or gave no tensor |
    | `no_build` | not judged: the network could not be built |
    """

    heading: ClassVar[str] = "The network's output has the right shape"

    check: Literal["output_shape"]
    input: Annotated[Shape, Field(description="the shape of one example, without a batch dimension")]
    output: Annotated[Shape, Field(description="the shape of its output")]

    def asks(self) -> Asks:
        """Ask for a look at the network with one example."""
        return Asks(probe_input=self.input)

    def judge(self, seen: Seen) -> Judgement:
        """Judge the forward pass of one example."""
        forward = seen.submission.forward
        if forward is None:
            return not_judged("build", seen.submission)
        if forward.output_shape is None:
            why = "it gave no output" if forward.failure is None else told(forward.failure)
            known = cause(forward.failure) if forward.failure is not None else None
            message = f"The new network could not take an input of shape {list(self.input)}: {why}."
            return Judgement(0.0, "forward_failed", message, known.meaning if known else _HINT, "`nn.Module`")
        evidence = {"output_shape": list(forward.output_shape)}
        made = f"An input of shape {list(self.input)} becomes an output of shape {list(forward.output_shape)}"
        if forward.output_shape == self.output:
            return Judgement(1.0, "correct", f"{made}.", evidence=evidence)
        message = f"{made}, not {list(self.output)}."
        return Judgement(0.0, "wrong_output_shape", message, last_layer(self.output), "`nn.Linear`", evidence)
