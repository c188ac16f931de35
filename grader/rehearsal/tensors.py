"""Mistakes in the tensors of a script that has no network yet."""

import ast
from collections.abc import Iterator

from grader.rehearsal.place import Place, calls


def other_number(place: Place) -> bool:
    """Add one to the first number that is written into a tensor."""
    if place.network:
        return False
    for number in _numbers(place):
        assert isinstance(number.value, int | float)
        number.value += 1
        return True
    return False


def no_gradients(place: Place) -> bool:
    """Leave `requires_grad=True` out everywhere."""
    found = False
    for call in calls(place.tree, "tensor") if not place.network else ():
        kept = [keyword for keyword in call.keywords if keyword.arg != "requires_grad"]
        found = found or len(kept) < len(call.keywords)
        call.keywords = kept
    return found


def misnamed(place: Place) -> bool:
    """Give the last variable that is set at the top level another name."""
    names = [s.targets[0] for s in place.tree.body if isinstance(s, ast.Assign)] if not place.network else []
    last = names[-1] if names else None
    if not isinstance(last, ast.Name):
        return False
    for node in ast.walk(place.tree):
        if isinstance(node, ast.Name) and node.id == last.id and node is not last:
            node.id = f"{last.id}_2"
    last.id = f"{last.id}_2"
    return True


def _numbers(place: Place) -> Iterator[ast.Constant]:
    """Yield the numbers that are written into tensors, without those of keywords."""
    for call in calls(place.tree, "tensor"):
        for argument in call.args:
            for node in ast.walk(argument):
                if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                    yield node
