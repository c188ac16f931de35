"""Which figure a check has."""

from collections.abc import Callable
from typing import ClassVar, Protocol

from grader.render.network import network
from grader.render.outputs import outputs
from grader.render.reach import reach
from grader.render.timeline import timeline
from grader.report import CheckResult


class Drawing(Protocol):
    """A figure as data. `template` draws it; `keys` are those of the evidence that it shows."""

    template: ClassVar[str]
    keys: ClassVar[frozenset[str]]


_DRAWN: dict[str, Callable[[CheckResult], Drawing | None]] = {
    "layer_shapes": network,
    "zero_grad": timeline,
    "held_out_loss": outputs,
    "every_integer": reach,
}


def drawing(check: CheckResult) -> Drawing | None:
    """Return the figure of what the check saw, None where there is nothing to draw."""
    draw = _DRAWN.get(check.kind)
    return draw(check) if draw else None
