"""`variable`: what a top-level name of the file holds after it ran."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from grader.check import Asks, Check, Judgement, Seen, array, not_judged
from grader.fault import Fault, expected, faulty
from grader.identifier import Identifier
from grader.wire.observation import Variable as Held

_MOST = 20
"""Numbers that a message shows."""
_DTYPES = ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool")


def _numbers(value: Any) -> Any:
    try:
        found = np.array(value, np.float64)
    except (TypeError, ValueError):
        raise expected("a number, or lists of numbers of one length", value) from None
    if found.size == 0 or not np.isfinite(found).all():
        raise expected("numbers that are finite", value)
    return value


def _dtype(value: str) -> str:
    if value not in _DTYPES:
        raise expected("a kind of number", value, f"choose from {', '.join(_DTYPES)}")
    return value


class Variable(Check):
    """Says whether a variable of the file holds the tensor that is asked for.

    **What it does.** The file runs from top to bottom; then it looks at what the name holds. Only what the rubric
    names is looked at: value, shape, kind of number, `requires_grad`, or whether it was computed from tensors that
    take gradients. Each counts the same.

    **Why.** The first exercises of a lab make tensors and connect them, before there is a network.

    ```yaml
    - check: variable
      points: 5
      name: matrix_sum
      value: [[3, 3, 5], [4, 10, 8]]
      tolerance: 0.001
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | all that is asked for holds |
    | `no_variable` | the file has no such name at the end |
    | `no_tensor` | the name holds something else than a tensor |
    | `wrong_shape` | the tensor has another shape |
    | `wrong_dtype` | it holds another kind of number |
    | `wrong_value` | its numbers are others |
    | `wrong_requires_grad` | it takes gradients and should not, or the other way round |
    | `not_computed` | it was written down, not computed from tensors that take gradients |
    | `no_train` | not judged: the file stopped before its end |
    """

    heading: ClassVar[str] = "A variable holds the right tensor"
    needs_network: ClassVar[bool] = False

    check: Literal["variable"]
    name: Annotated[Identifier, Field(description="the variable, at the top level of the file")]
    value: Annotated[
        float | tuple[Any, ...] | None,
        AfterValidator(_numbers),
        Field(description="its numbers: one, a list, or lists in a list"),
    ] = None
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False, description="how far a number may be off")] = 1e-4
    shape: Annotated[
        tuple[Annotated[int, Field(ge=0)], ...] | None, Field(description="its shape; `[]` for a single number")
    ] = None
    dtype: Annotated[str | None, AfterValidator(_dtype), Field(description="its kind of number, such as float32")] = (
        None
    )
    requires_grad: Annotated[bool | None, Field(description="whether it takes gradients")] = None
    computed: Annotated[
        Literal[True] | None, Field(description="`true`: it must be computed from tensors that take gradients")
    ] = None
    lab: Annotated[str, Field(description="the heading of the lab that explains it")] = "Your First Tensors"

    @model_validator(mode="after")
    def _asks_something(self) -> "Variable":
        keys = ("value", "shape", "dtype", "requires_grad", "computed")
        if all(getattr(self, key) is None for key in keys):
            raise faulty(Fault(f"expected one of {', '.join(f'`{key}`' for key in keys)}, found none"))
        return self

    def asks(self) -> Asks:
        """Ask for a look at the variable."""
        return Asks(variables=(self.name,))

    def judge(self, seen: Seen) -> Judgement:
        """Judge what the variable held at the end."""
        held = next((v for v in seen.submission.variables if v.name == self.name), None)
        if held is None:
            return not_judged("train", seen.submission)
        if held.type is None:
            near = f"; there is a tensor `{held.near}`" if held.near else ""
            message = f"At the end there is no variable `{self.name}`{near}."
            hint = (
                "The grader looks for exactly this name, at the left edge of your code. "
                f"Write {self.name} = …, not inside a function."
            )
            return self._lost("no_variable", message, hint)
        if held.shape is None:
            message = f"`{self.name}` holds a value of type {held.type}, not a tensor."
            hint = f"Only tensors can be learned from. Make it one: {self.name} = torch.tensor(…)."
            return self._lost("no_tensor", message, hint)
        faults = list(self._faults(held))
        asked = sum(one is not None for one in (self.dtype, self.requires_grad, self.computed))
        asked += self.value is not None or self.shape is not None
        evidence = {"shape": list(held.shape), "dtype": held.dtype, "requires_grad": held.requires_grad}
        if not faults:
            # A title of the rubric's own names it.
            who = "It" if self.title else f"`{self.name}`"
            return Judgement(1.0, "correct", f"{who} holds {_held(held)}.", evidence=evidence)
        code, message, hint = faults[0]
        return Judgement(1 - len(faults) / asked, code, message, hint, self.lab, evidence)

    def _lost(self, code: str, message: str, hint: str) -> Judgement:
        return Judgement(0.0, code, message, hint, self.lab)

    def _faults(self, held: Held) -> Iterator[tuple[str, str, str]]:
        """Yield diagnosis, message and hint of what does not hold."""
        yield from self._of_numbers(held)
        if self.dtype is not None and held.dtype != self.dtype:
            message = f"`{self.name}` holds numbers of the kind {held.dtype}, not {self.dtype}."
            yield "wrong_dtype", message, "A point makes the difference: 3. and 3.0 are floats, 3 is a whole number."
        if self.requires_grad is not None and held.requires_grad != self.requires_grad:
            message = f"`{self.name}` has requires_grad={held.requires_grad}, not {self.requires_grad}."
            hint = "requires_grad=True tells PyTorch that a tensor may change: torch.tensor(3.0, requires_grad=True)."
            yield "wrong_requires_grad", message, hint
        if self.computed and not held.computed:
            message = f"`{self.name}` was not calculated from tensors with requires_grad=True."
            hint = (
                "PyTorch can only change what it can trace back to such tensors. "
                "Calculate it from them, as in my_latent_value = var_1*var_2."
            )
            yield "not_computed", message, hint

    def _of_numbers(self, held: Held) -> Iterator[tuple[str, str, str]]:
        right = None if self.value is None else np.array(self.value, np.float64)
        shape = self.shape if right is None else right.shape
        if shape is not None and held.shape != shape:
            message = f"`{self.name}` has shape {list(held.shape or ())}, not {list(shape)}."
            yield (
                "wrong_shape",
                message,
                "Count the brackets: none for one number, one pair for a list, two for a matrix.",
            )
        elif right is not None and not self._close(held, right):
            message = f"`{self.name}` holds {_held(held)}, and that is not the number asked for."
            if right.size > 1:
                message = f"`{self.name}` holds {_held(held)}, and these are not the numbers asked for."
            yield "wrong_value", message, f"Compare it with the task: print({self.name})."

    def _close(self, held: Held, right: NDArray[np.float64]) -> bool:
        return held.values is not None and bool((np.abs(array(held.values) - right) <= self.tolerance).all())


def _held(held: Held) -> str:
    if held.values is None:
        return "more numbers than are shown"
    numbers = array(held.values)
    if numbers.size > _MOST:
        return f"{numbers.size} numbers"
    return str(np.round(numbers, 4).tolist())
