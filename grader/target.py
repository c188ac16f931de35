"""The right answers to held-out inputs, written as arithmetic: `[a, b, c, c + 1, c + 2]`."""

import ast
import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, WithJsonSchema
from simpleeval import SimpleEval  # type: ignore[import-untyped]  # it ships no types

from grader import syntax
from grader.fault import Fault, expected, nearest, shown
from grader.inputs import Inputs
from grader.wire.frames import MAX_NUMBERS

_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def _of_one(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return `function` of one value: NumPy's would write into a second one."""
    return lambda value: function(value)  # noqa: PLW0108  one argument is the point


_FUNCTIONS = {
    "abs": abs,
    "min": lambda *values: functools.reduce(np.minimum, values),
    "max": lambda *values: functools.reduce(np.maximum, values),
    **{name: _of_one(getattr(np, name)) for name in ("sqrt", "exp", "log", "sin", "cos", "tanh")},
}
_ARITHMETIC = (
    ast.Expression,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.UnaryOp,
    ast.BinOp,
    ast.Call,
    *_OPERATORS,
)
_LONGEST = 200


def _expression(value: Any) -> str:
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    if not isinstance(text, str):
        raise expected("arithmetic such as `c + 1`", value)
    if len(text) > _LONGEST:
        raise expected(f"arithmetic of at most {_LONGEST} characters", value)
    character = _first_fault(text)
    if character:
        hint = (
            f"see its character {character}; there are + - * / // % **, {', '.join(_FUNCTIONS)}, and brackets; for "
            "anything else leave `target` out, and the reference's answers count"
        )
        raise expected("arithmetic such as `c + 1`", value, hint)
    return text


def _first_fault(text: str) -> int:
    """Return where `text` (counted from 1) stops being arithmetic, 0 if it never does."""
    try:
        tree = syntax.expression(text)
    except SyntaxError as error:
        return min(error.offset or 1, max(len(text), 1))
    except (ValueError, MemoryError, RecursionError):
        return 1
    return next((getattr(n, "col_offset", 0) + 1 for n in ast.walk(tree) if not _is_arithmetic(n)), 0)


def _is_arithmetic(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and bool(node.args) and not node.keywords
    return isinstance(node, _ARITHMETIC)


Target = Annotated[
    tuple[
        Annotated[
            str,
            BeforeValidator(_expression),
            WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]}),
        ],
        ...,
    ],
    Field(min_length=1, max_length=1000),
]
"""One expression for each number that the network should answer."""


def faults(target: Sequence[str], inputs: Inputs, *, whole: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with `target` for these inputs, placed in the field `target`.

    `whole` asks for expressions whose values are whole numbers.
    """
    for place, text in enumerate(target):
        if fault := _fault(text, inputs, whole=whole):
            yield replace(fault, at=("target", place))
    if inputs.count * len(target) > MAX_NUMBERS:
        bound = f"at most {MAX_NUMBERS // len(target):,} answers of {len(target):,} numbers"
        yield Fault(f"expected {bound}, found {inputs.count:,}", "draw fewer vectors: lower `count`", ("target",))


def _fault(text: str, inputs: Inputs, *, whole: bool) -> Fault | None:
    names = ", ".join(inputs.names)
    for unknown in (name for name in _names(text) if name not in inputs.names):
        return Fault(f"expected arithmetic in {names}, found `{unknown}`", nearest(unknown, inputs.names))
    try:
        values = answers([text], inputs, inputs.draw())
    except (TypeError, OverflowError, RecursionError):
        values = np.array([np.nan])
    if not np.isfinite(values).all():
        hint = "is something divided by zero, raised to a power that is too large, or a root or log of what has none?"
        return Fault(f"expected a number for every input, found none for some with {shown(text)}", hint)
    if whole and not (values == np.rint(values)).all():
        return Fault(f"expected whole numbers for whole inputs, found others with {shown(text)}")
    return None


def answers(target: Sequence[str], inputs: Inputs, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the right answers to `vectors`, shape (number of vectors, number of expressions)."""
    names = dict(zip(inputs.names, vectors.T, strict=True))
    columns = [np.broadcast_to(_value(text, names), len(vectors)) for text in target]
    return np.stack(columns, axis=1)


def _names(text: str) -> Iterable[str]:
    tree = syntax.expression(text)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]


def _value(text: str, names: dict[str, NDArray[np.float64]]) -> Any:
    evaluator = SimpleEval(_OPERATORS, _FUNCTIONS, names)
    # Whole numbers as floats: a tower of powers overflows to infinity, instead of taking for ever.
    evaluator.nodes[ast.Constant] = lambda node: np.float64(node.value)
    with np.errstate(all="ignore"):
        return evaluator.eval(text)
