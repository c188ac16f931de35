"""`layer_shapes`: whether the shapes fit, and enough gets through every layer."""

import re
from dataclasses import replace
from itertools import dropwhile
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from grader.causes import cause
from grader.check import Asks, Check, Judgement, Seen, not_judged
from grader.shape import Shape
from grader.student_words import last_layer, told
from grader.wire.observation import Failure, Forward, Layer

_MEETING = re.compile(r"shapes cannot be multiplied \(\d+x(\d+) and (\d+)x\d+\)")
_SHOWN = 12
_FIT_HINT = (
    "nn.Linear(n, m) takes n numbers and gives m. The first layer takes as many as the input has, each other "
    "layer as many as the one before it gives."
)
_ONE_MORE_HINT = (
    "The numbers are as many as they should be, and a 1 stands before them. Something in forward puts it there, such "
    "as .view(…), .reshape(…) or .unsqueeze(0): one example is to give one row of numbers."
)
_FORWARD_HINT = (
    "The error is in forward, or in what it calls. Try it yourself: print MyNetwork()(torch.tensor([1., 2., 3.]))."
)


class LayerShapes(Check):
    """Says whether the shapes fit, and no layer is too narrow for what must pass through it.

    **What it does.** It runs one example through the freshly built network and notes every layer's
    kind and what goes in and comes out. The output must have the shape `output`. A layer narrower than
    `narrowest` costs the points only if the output really can't follow the input in that many
    directions (the rank of d output / d input): a narrow branch beside a wider path is fine.

    **Why.** What a narrow layer drops, no later layer can bring back: a 3 → 2 → 5 network never learns
    to return three independent numbers, however long it trains.

    ```yaml
    - check: layer_shapes
      points: 20
      input: [3]
      output: [5]
      narrowest: 3
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | the shapes fit |
    | `wrong_output_shape` | the output has another shape |
    | `bottleneck` | too little of the input gets through the narrowest layer |
    | `shapes_do_not_fit` | a layer takes another number of entries than it is given |
    | `forward_failed` | the forward pass raised any other exception |
    | `no_build` | not judged: the network could not be built |
    """

    heading: ClassVar[str] = "The layers have the right shapes"

    check: Literal["layer_shapes"]
    input: Annotated[Shape, Field(description="the shape of one example, without a batch dimension")]
    output: Annotated[Shape, Field(description="the shape of its output")]
    narrowest: Annotated[
        int | None,
        Field(ge=1, description="how many independent numbers must get through every layer"),
    ] = None

    def asks(self) -> Asks:
        """Ask for a look at the layers with one example."""
        return Asks(probe_input=self.input)

    def judge(self, seen: Seen) -> Judgement:
        """Judge the forward pass of one example."""
        forward, network = seen.submission.forward, seen.submission.network
        if forward is None:
            return not_judged("build", seen.submission)
        judgement = self._judged(forward)
        if judgement.fraction == 1 or network is None or not network.others:
            return judgement
        others = " or ".join(f"`{name}`" for name in network.others)
        hint = f"{judgement.hint} If your answer is {others}, name it `{network.class_name}`: only that one is graded."
        return replace(judgement, hint=hint)

    def _judged(self, forward: Forward) -> Judgement:
        if forward.output_shape is None:
            return self._failed(forward, forward.failure or Failure("exception", "", "it gave no output"))
        evidence = self._evidence(forward) | {"output_shape": list(forward.output_shape), "rank": forward.rank}
        if forward.output_shape != self.output:
            made = f"makes {_said(forward.output_shape)}, not {_size(self.output)}"
            message = f"From {_said(self.input)} the network {made}."
            hint = _ONE_MORE_HINT if _without_ones(forward.output_shape) == self.output else last_layer(self.output)
            return Judgement(0.0, "wrong_output_shape", message, hint, "`nn.Linear`", evidence)
        return self._bottleneck(forward, evidence) or Judgement(1.0, "correct", _way(forward), evidence=evidence)

    def _failed(self, forward: Forward, failure: Failure) -> Judgement:
        known = cause(failure)
        meeting = _MEETING.search(failure.message)
        if meeting is not None:
            message = f"A layer that takes {meeting[2]} numbers is given {meeting[1]}: {told(failure)}."
            evidence = self._evidence(forward) | {"misfit": {"given": int(meeting[1]), "takes": int(meeting[2])}}
            return Judgement(0.0, "shapes_do_not_fit", message, _FIT_HINT, "`nn.Linear`", evidence)
        message = f"The new network could not be run on {_said(self.input)}: {told(failure)}."
        return Judgement(0.0, "forward_failed", message, known.meaning if known else _FORWARD_HINT, "`nn.Module`")

    def _evidence(self, forward: Forward) -> dict[str, Any]:
        """Return the layers that were seen, and what the rubric expects of them."""
        layers = [
            {
                "name": layer.name,
                "kind": layer.kind,
                "in": list(layer.input_shape),
                "out": list(layer.output_shape),
            }
            for layer in forward.layers
        ]
        expected = {"input": list(self.input), "output": list(self.output), "narrowest": self.narrowest}
        return {"layers": layers, "expected": expected}

    def _bottleneck(self, forward: Forward, evidence: dict[str, Any]) -> Judgement | None:
        """Return the verdict on a network that lets too little through, None where enough gets through."""
        if self.narrowest is None or (forward.rank is not None and forward.rank >= self.narrowest):
            return None
        layer = min(forward.layers, key=_width, default=None)
        if layer is not None and _width(layer) < self.narrowest:
            found = f"Layer `{layer.name}` ({_arrow(layer)}) lets only {_said((_width(layer),))} through"
        elif layer is None and forward.rank is not None:
            found = f"Only {_said((forward.rank,))} of the input can be told apart in the output"
        else:
            return None
        message = f"{found}; {self.narrowest} must get through."
        hint = f"No later layer can bring back what is dropped. Let every layer give at least {self.narrowest} numbers."
        return Judgement(0.0, "bottleneck", message, hint, "`nn.Linear`", evidence)


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dropwhile((1).__eq__, shape))


def _width(layer: Layer) -> int:
    return layer.output_shape[-1] if layer.output_shape else 1


def _arrow(layer: Layer) -> str:
    return f"{layer.kind} {_size(layer.input_shape)} → {_size(layer.output_shape)}"


def _size(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape)) or "1"


def _said(shape: tuple[int, ...]) -> str:
    return "1 number" if shape in ((), (1,)) else f"{_size(shape)} numbers"


def _way(forward: Forward) -> str:
    """Return the layers in a line, such as `3 → Linear 8 → ReLU 8 → Linear 5`."""
    layers = [f"{layer.kind} {_size(layer.output_shape)}" for layer in forward.layers]
    shown = layers if len(layers) <= _SHOWN else [*layers[: _SHOWN - 2], "…", layers[-1]]
    ends = [] if layers else [_size(forward.output_shape or ())]
    return " → ".join([_size(forward.input_shape), *shown, *ends]) + "."
