"""Mistakes in what is trained, how fast, how long, and towards what."""

import ast
from collections.abc import Callable

from grader.checks.training import OPTIMIZERS
from grader.rehearsal.place import Place, calls, statements


def rate_times(factor: float) -> Callable[[Place], bool]:
    """Multiply every learning rate by `factor`."""

    def change(place: Place) -> bool:
        found = False
        for call in calls(place.tree, *OPTIMIZERS):
            for keyword in call.keywords:
                if keyword.arg == "lr":
                    keyword.value = ast.BinOp(keyword.value, ast.Mult(), ast.Constant(factor))
                    found = True
        return found

    return change


def fewer_steps(place: Place) -> bool:
    """Divide the length of every long range by a hundred."""
    found = False
    for call in calls(place.tree, "range"):
        last = call.args[-1] if call.args else None
        if isinstance(last, ast.Constant) and isinstance(last.value, int) and last.value >= 100:  # noqa: PLR2004
            last.value //= 100
            found = True
    return found


def nothing(place: Place) -> bool:
    """Return at once."""
    return _begin_with(place, "return {network}")


def other_network(place: Place) -> bool:
    """Train a network made anew, and hand back the one that was given."""
    if place.training is None or place.argument is None:
        return False
    name, body = place.argument, place.training.body
    body[:] = [
        *statements(f"given = {name}\n{name} = {place.network}()"),
        *(s for s in body if not isinstance(s, ast.Return)),
        *statements("return given"),
    ]
    return True


def frozen(place: Place) -> bool:
    """Freeze the first parameter and its bias."""
    return place.argument is not None and _begin_with(
        place, "for _, frozen in zip(range(2), {network}.parameters()):\n    frozen.requires_grad_(False)"
    )


def off_by_one(place: Place) -> bool:
    """Add one more to the first number that is added to a name: `c + 1` becomes `c + 2`."""
    for node in ast.walk(place.training or place.tree):
        match node:
            case ast.BinOp(left=ast.Name() | ast.Subscript(), op=ast.Add(), right=ast.Constant(value=int() | float())):
                assert isinstance(node.right, ast.Constant)
                assert isinstance(node.right.value, int | float)
                node.right.value += 1
                return True
    return False


def by_hand(place: Place) -> bool:
    """Solve for the only layer's weights instead of training them."""
    if place.training is None or place.argument is None or not place.answers or len(_linear(place)) != 1:
        return False
    text = f"""
import torch
x = torch.randint(-10, 11, (100, {len(place.names)})).float()
y = {place.answered("x")}
solved = torch.linalg.lstsq(torch.cat([x, torch.ones(100, 1)], dim=1), y).solution
layer = next(m for m in {place.argument}.modules() if isinstance(m, torch.nn.Linear))
with torch.no_grad():
    layer.weight.copy_(solved[:-1].T)
    layer.bias.copy_(solved[-1])
return {place.argument}
"""
    place.training.body[:] = statements(text)
    return True


def _linear(place: Place) -> list[ast.Call]:
    return calls(place.constructor, "Linear") if place.constructor else []


def _begin_with(place: Place, text: str) -> bool:
    if place.training is None:
        return False
    network = place.argument or f"{place.network}()"
    place.training.body[:0] = statements(text.format(network=network))
    return True
