"""Mistakes in the network's class."""

import ast

from grader import syntax
from grader.rehearsal.place import Place, calls, statements


def fewer_outputs(place: Place) -> bool:
    """Take one output away from the last linear layer."""
    last = _last_linear(place)
    width = last.args[1] if last else None
    if not isinstance(width, ast.Constant) or not isinstance(width.value, int):
        return False
    width.value -= 1
    return True


def bottleneck(place: Place) -> bool:
    """Put a layer with one output before the last one, unless only one number goes in or comes out anyway."""
    last = _last_linear(place)
    if last is None or any(isinstance(width, ast.Constant) and width.value == 1 for width in last.args[:2]):
        return False
    text = "torch.nn.Sequential(torch.nn.Linear(a, 1), torch.nn.Linear(1, b))"
    squeezed = syntax.expression(text).body
    assert isinstance(squeezed, ast.Call)
    first, second = squeezed.args
    assert isinstance(first, ast.Call)
    assert isinstance(second, ast.Call)
    first.args[0], second.args[1] = last.args[:2]
    last.func, last.args, last.keywords = squeezed.func, squeezed.args, []
    return _import_torch(place)


def too_large(place: Place) -> bool:
    """Add a layer that nothing uses."""
    method = place.method("__init__")
    if method is None:
        return False
    method.body += statements("self.not_needed = torch.nn.Linear(1000, 1000)")
    return _import_torch(place)


def hard_coded(place: Place) -> bool:
    """Write the answer down in `forward`, with the real one added zero times, so that gradients flow."""
    forward = place.method("forward")
    if forward is None or not place.answers or len(forward.args.args) != 2:  # noqa: PLR2004  self and the input
        return False
    answered = place.answered(forward.args.args[1].arg)
    forward.body = statements(f"return {answered} + 0 * sum(p.sum() for p in self.parameters())")
    return _import_torch(place)


def _last_linear(place: Place) -> ast.Call | None:
    found = calls(place.constructor, "Linear") if place.constructor else []
    return found[-1] if found and len(found[-1].args) >= 2 else None  # noqa: PLR2004  in and out


def _import_torch(place: Place) -> bool:
    """Import it at the top, below the docstring and what Python wants at the very beginning."""
    body = place.tree.body
    from_future = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in body)
    first = from_future + (ast.get_docstring(place.tree) is not None)
    body[first:first] = statements("import torch")
    return True
