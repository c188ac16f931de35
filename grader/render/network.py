"""The network as columns of numbers with layers between, and where it differs from what was expected."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any, ClassVar, Literal

from grader.render.evidence import said
from grader.report import CheckResult

MOST_LAYERS = 24
_MOST_DOTS = 7
_GAP = 14
_EDGE = 34
_STAGE, _NARROW_STAGE, _WIDE = 96, 72, 480
_LONGEST = 13
_MOST_DIMENSIONS, _LARGEST = 8, 10**9
_MIXING = ("Linear", "Bilinear", "Conv", "LazyLinear", "LazyConv", "RNN", "LSTM", "GRU")

Kind = Literal["is", "many", "extra", "lacking"]


@dataclass(frozen=True, slots=True)
class Dot:
    """One number that passes; `many` stands for those that are not drawn, `lacking` for one that should be there."""

    y: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Column:
    """What lies between two layers. `note` says how it differs from what was expected."""

    x: float
    dots: tuple[Dot, ...]
    size: str
    note: str


@dataclass(frozen=True, slots=True)
class Link:
    """A layer, from the column before it to the one after. One that is `broken` does not take what it is given."""

    x: float
    kind: str
    name: str
    path: str
    broken: bool


@dataclass(frozen=True, slots=True)
class Network:
    """The whole drawing, in pixels; `told` is what it shows in words."""

    template: ClassVar = "network.html"
    keys: ClassVar = frozenset({"layers", "expected", "misfit"})
    width: float
    height: float
    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    told: str


@dataclass(frozen=True, slots=True)
class _Stop:
    """A column before it is placed: the shape that is there, None for nothing, and how many numbers were expected."""

    shape: Sequence[int] | None
    expected: int | None = None
    note: str = ""

    @property
    def dots(self) -> list[Kind]:
        there = 0 if self.shape is None else prod(self.shape)
        if there > _MOST_DOTS:
            half: list[Kind] = ["is"] * (_MOST_DOTS // 2)
            return [*half, "many", *half]
        wanted = there if self.expected is None else min(self.expected, _MOST_DOTS)
        counts: dict[Kind, int] = {"is": min(there, wanted), "extra": there - wanted, "lacking": wanted - there}
        return [kind for kind, count in counts.items() for _ in range(count)]

    @property
    def size(self) -> str:
        return "" if self.shape is None else "×".join(map(str, self.shape)) or "1"


def network(check: CheckResult) -> Network | None:
    """Return the drawing of the layers that the check saw; None where it saw none, or too many to draw."""
    layers = check.evidence.get("layers", ())
    if not layers or len(layers) > MOST_LAYERS or not all(_is_layer(layer) for layer in layers):
        layers = ()
    misfit = check.evidence.get("misfit")
    if not layers and not misfit:
        return None
    stops, joints = _route(layers, check)
    if misfit:
        stops += [] if stops else [_Stop((misfit["given"],))]
        joints.append({"kind": "does not fit", "name": ""})
        stops.append(_Stop(None, misfit["takes"], f"takes {misfit['takes']}"))
    stage = _STAGE if len(stops) * _STAGE < _WIDE else _NARROW_STAGE
    high = max(len(stop.dots) for stop in stops) * _GAP
    columns = tuple(_column(stop, _EDGE + place * stage, high) for place, stop in enumerate(stops))
    links = tuple(_link(joint, *pair, broken=bool(misfit) and joint is joints[-1])
                  for joint, pair in zip(joints, pairwise(columns), strict=True) if joint)  # fmt: skip
    return Network(2 * _EDGE + (len(stops) - 1) * stage, high, columns, links, _told(columns, links))


def _route(layers: Sequence[Mapping[str, Any]], check: CheckResult) -> tuple[list[_Stop], list[Mapping[str, Any]]]:
    """Return what lies before, between and after the layers, and what joins it: an empty joint is no layer."""
    stops: list[_Stop] = []
    joints: list[Mapping[str, Any]] = []
    expected = check.evidence.get("expected", {})
    narrowest = min((_size(layer["out"]) for layer in layers), default=0)
    for place, layer in enumerate(layers):
        if not stops or stops[-1].size != _Stop(layer["in"]).size:
            joints += [{}] if stops else []
            stops.append(_Stop(layer["in"]))
        joints.append(layer)
        out = layer["out"]
        if check.diagnosis == "bottleneck" and _size(out) == narrowest:
            least = expected.get("narrowest")
            stops.append(_Stop(out, least, f"at least {least}" if least else "too narrow"))
        elif check.diagnosis == "wrong_output_shape" and place == len(layers) - 1 and "output" in expected:
            wanted = _Stop(expected["output"])
            rows = len(out) == len(expected["output"]) == 1
            stops.append(_Stop(out, expected["output"][0] if rows else None, f"not {wanted.size}"))
        else:
            stops.append(_Stop(out))
    return stops, joints


def _column(stop: _Stop, x: float, high: float) -> Column:
    kinds = stop.dots
    top = (high - len(kinds) * _GAP) / 2 + _GAP / 2
    dots = tuple(Dot(top + place * _GAP, kind) for place, kind in enumerate(kinds))
    return Column(x, dots, stop.size, stop.note)


def _link(layer: Mapping[str, Any], before: Column, after: Column, *, broken: bool) -> Link:
    kind = said(layer.get("kind", ""))
    mixing = kind.startswith(_MIXING) or len(before.dots) != len(after.dots) or before.size != after.size
    ends = _solid(before) if mixing else ()
    pairs = (
        [(a, b) for a in ends for b in _solid(after)] if mixing else [*zip(_solid(before), _solid(after), strict=True)]
    )
    path = "".join(f"M{before.x:g} {a:g}L{after.x:g} {b:g}" for a, b in pairs)
    return Link((before.x + after.x) / 2, _short(kind), _short(said(layer.get("name", ""))), path, broken)


def _solid(column: Column) -> list[float]:
    return [dot.y for dot in column.dots if dot.kind != "many"]


def _told(columns: Sequence[Column], links: Sequence[Link]) -> str:
    """Return the drawing in words, such as `3 numbers, Linear m1, 5 numbers`."""
    after = {link.x: f"{link.kind} {link.name}".strip() for link in links}
    return ", ".join(_stations(columns, after))


def _stations(columns: Sequence[Column], layers: Mapping[float, str]) -> Iterator[str]:
    for column, following in pairwise([*columns, None]):
        assert column is not None
        size = "1 number" if column.size == "1" else f"{column.size} numbers" if column.size else ""
        yield " ".join(filter(None, (size, column.note)))
        if following is not None and (layer := layers.get((column.x + following.x) / 2)):
            yield layer


def _is_layer(layer: Any) -> bool:
    return isinstance(layer, Mapping) and _is_shape(layer.get("in")) and _is_shape(layer.get("out"))


def _is_shape(shape: Any) -> bool:
    return (
        isinstance(shape, list | tuple)
        and len(shape) <= _MOST_DIMENSIONS
        and all(isinstance(size, int) and 0 <= size <= _LARGEST for size in shape)
    )


def _size(shape: Sequence[int]) -> int:
    return shape[-1] if shape else 1


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
