"""A target's arithmetic as torch code that works on whole columns of a batch."""

import ast
from collections.abc import Sequence
from functools import reduce

from grader import syntax

_PAIRWISE = {"min": "minimum", "max": "maximum"}
_SAME = {"sqrt", "exp", "log", "sin", "cos", "tanh"}


def as_torch(text: str, names: Sequence[str]) -> str:
    """Return the expression for columns called `names`; one without any of them is repeated down the column."""
    try:
        tree = syntax.expression(text)
    except SyntaxError:
        return text
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not used & set(names):
        return f"{ast.unparse(_Columns().visit(tree))} + 0 * {names[0]}"
    return ast.unparse(_Columns().visit(tree)) if used & (_PAIRWISE.keys() | _SAME) else text


class _Columns(ast.NodeTransformer):
    """Functions of numbers become torch's of columns."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in _SAME:
            return ast.Call(_torch(name), node.args, [])
        if name in _PAIRWISE:
            return reduce(lambda one, other: ast.Call(_torch(_PAIRWISE[name]), [one, other], []), node.args)
        return node


def _torch(name: str) -> ast.expr:
    return ast.Attribute(ast.Name("torch"), name)
