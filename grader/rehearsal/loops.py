"""Mistakes in the three steps of a training loop."""

import ast
import copy

from grader import syntax
from grader.rehearsal.place import Place, blocks, calls, statement_calls, statements

LOOPS = (ast.For, ast.While)


def no_reset(place: Place) -> bool:
    """Delete every reset."""
    return _delete(place, "zero_grad")


def reset_before_step(place: Place) -> bool:
    """Reset between backward and step."""
    found = _find(place, "step")
    reset = _find(place, "zero_grad")
    if not found or not reset:
        return False
    block, index = found
    block.insert(index, copy.deepcopy(reset[0][reset[1]]))
    return True


def reset_once(place: Place) -> bool:
    """Take the reset out of its loop, to the place right before it."""
    for block in blocks(place.tree):
        for index, statement in enumerate(block):
            if isinstance(statement, LOOPS) and (found := _find_in(statement.body, "zero_grad")) is not None:
                reset = statement.body.pop(found)
                # An optimizer that is made inside the loop can't be reset before it.
                block.insert(index, reset)
                return True
    return False


def reset_sometimes(place: Place) -> bool:
    """Reset in every second round only."""
    found = _find(place, "zero_grad")
    if not found:
        return False
    block, index = found
    counted = statements("globals()['rounds'] = globals().get('rounds', 0) + 1\nif globals()['rounds'] % 2:\n    pass")
    counted[1].body = [block[index]]  # type: ignore[attr-defined]
    block[index : index + 1] = counted
    return True


def step_first(place: Place) -> bool:
    """Step, then go backward."""
    for block in blocks(place.tree):
        backward, step = _find_in(block, "backward"), _find_in(block, "step")
        if backward is not None and step is not None and backward < step:
            block.insert(backward, block.pop(step))
            return True
    return False


def no_step(place: Place) -> bool:
    """Delete every step."""
    return _delete(place, "step")


def step_not_called(place: Place) -> bool:
    """Leave the brackets of step away."""
    found = _find(place, "step")
    if not found:
        return False
    block, index = found
    statement = block[index]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    statement.value = statement.value.func
    return True


def step_twice(place: Place) -> bool:
    """Step twice for each backward."""
    found = _find(place, "step")
    if not found:
        return False
    block, index = found
    block.insert(index, copy.deepcopy(block[index]))
    return True


def no_backward(place: Place) -> bool:
    """Delete every backward."""
    return _delete(place, "backward")


def detached_loss(place: Place) -> bool:
    """Go backward through a copy of the loss."""
    return _rewrite_loss(place, "x.detach().requires_grad_()")


def wrong_direction(place: Place) -> bool:
    """Go backward through the loss with the sign changed."""
    return _rewrite_loss(place, "(-x)")


def _rewrite_loss(place: Place, pattern: str) -> bool:
    found = [call for call in calls(place.tree, "backward") if isinstance(call.func, ast.Attribute)]
    for call in found:
        assert isinstance(call.func, ast.Attribute)
        call.func.value = _Put(call.func.value).visit(syntax.expression(pattern).body)
    return bool(found)


class _Put(ast.NodeTransformer):
    def __init__(self, loss: ast.expr) -> None:
        self._loss = loss

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._loss if node.id == "x" else node


def _delete(place: Place, name: str) -> bool:
    found = False
    for block in blocks(place.tree):
        kept = [statement for statement in block if not statement_calls(statement, name)]
        if len(kept) < len(block):
            block[:] = kept or [ast.Pass()]
            found = True
    return found


def _find(place: Place, name: str) -> tuple[list[ast.stmt], int] | None:
    for block in blocks(place.tree):
        if (index := _find_in(block, name)) is not None:
            return block, index
    return None


def _find_in(block: list[ast.stmt], name: str) -> int | None:
    return next((index for index, statement in enumerate(block) if statement_calls(statement, name)), None)
