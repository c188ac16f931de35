"""The network as a silhouette: how wide the numbers run from layer to layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from grader.render.evidence import said
from grader.report import CheckResult

WIDE, HIGH = 72, 48
_LEAST = 3
_MOST_LAYERS = 24


@dataclass(frozen=True, slots=True)
class Drawn:
    """One layer as a trapezoid. `points` are an SVG polygon's; `narrow` marks the bottleneck."""

    name: str
    kind: str
    before: str
    after: str
    points: str
    narrow: bool


def network(check: CheckResult) -> list[Drawn]:
    """Return the layers that the check saw, in order; empty where it saw none or too many to draw."""
    layers = check.evidence.get("layers", ())
    if not layers or len(layers) > _MOST_LAYERS or not all(_is_layer(layer) for layer in layers):
        return []
    most = max(max(_width(layer["in"]), _width(layer["out"])) for layer in layers)
    least = min(_width(layer["out"]) for layer in layers)
    narrow = check.diagnosis == "bottleneck"
    return [
        Drawn(
            said(layer.get("name", "")),
            said(layer.get("kind", "")),
            _shape(layer["in"]),
            _shape(layer["out"]),
            _trapezoid(_width(layer["in"]) / most, _width(layer["out"]) / most),
            narrow and _width(layer["out"]) == least,
        )
        for layer in layers
    ]


def _is_layer(layer: Any) -> bool:
    return isinstance(layer, Mapping) and _is_shape(layer.get("in")) and _is_shape(layer.get("out"))


def _is_shape(shape: Any) -> bool:
    return isinstance(shape, list | tuple) and all(isinstance(size, int) for size in shape)


def _width(shape: list[int]) -> int:
    return max(shape[-1], 1) if shape else 1


def _shape(shape: list[int]) -> str:
    return "×".join(map(str, shape)) or "1"


def _trapezoid(left: float, right: float) -> str:
    """Return a polygon as high as the square root of its widths, so that 3 beside 500 is still seen."""
    a, b = (max(sqrt(share) * HIGH, _LEAST) / 2 for share in (left, right))
    middle = HIGH / 2
    corners = ((0, middle - a), (WIDE, middle - b), (WIDE, middle + b), (0, middle + a))
    return " ".join(f"{x:g},{y:.1f}" for x, y in corners)
