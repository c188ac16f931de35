"""The loss over the steps, and where it stopped being a number."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from statistics import median

from grader.render.evidence import said
from grader.render.words import counted
from grader.report import LossSeen, Optimizer, Training

WIDE, HIGH = 1000, 100
_FEWEST = 2
_SPANS = 30
_FOR_LOGARITHM = 30
"""A loss that falls by more than this is drawn on a logarithmic scale: its end could not be seen otherwise."""
_MOST_TICKS = 4
_LEAST, _MOST = 1e-300, 1e300
"""What a linear scale can hold: floats that are still larger or smaller can't be divided."""
_PLAIN = range(-3, 5)
"""Powers of ten that are written out."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Tick:
    """A label `at` so many percent from the left, or from the top."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The drawing: lines in a box of WIDE by HIGH, through every loss and through the middle of those near each other.

    `lost` is the percentage of the way at which the loss was no number any more. `told` says it in words.
    """

    every: str
    middle: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    lost: float | None
    first_nan: int | None
    told: str
    caption: str


def curve(training: Training | None) -> Curve | None:
    """Return the drawing of the loss, None where too little was seen of it."""
    if training is None:
        return None
    seen = [point for point in training.losses if point.loss is not None]
    if len(training.losses) < _FEWEST or not seen:
        return None
    end = max(training.losses[-1].step, training.steps, 1)
    losses = [point.loss for point in seen if point.loss is not None]
    positive = [loss for loss in losses if loss > 0]
    logarithmic = min(losses) >= 0 and bool(positive) and max(positive) > _FOR_LOGARITHM * min(positive)
    up, height = _logarithmic(positive) if logarithmic else _linear(losses)
    every = [(point.step / end * WIDE, height(point.loss or 0.0)) for point in seen]
    lost = None if training.first_nan is None else min(training.first_nan / end * 100, 100)
    return Curve(
        _line(every),
        _line(_middle(every)) if len(every) > _SPANS else "",
        _across(end),
        up,
        lost,
        training.first_nan,
        _told(seen, training, end),
        f"{_trained(training)}{_scale(up) if logarithmic else ''}",
    )


def _middle(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the median of the points in each of equal spans."""
    width = WIDE / _SPANS
    spans: dict[int, list[tuple[float, float]]] = {}
    for x, y in points:
        spans.setdefault(int(x / width), []).append((x, y))
    return [(median(x for x, _ in span), median(y for _, y in span)) for span in spans.values()]


def _logarithmic(losses: Sequence[float]) -> tuple[tuple[Tick, ...], Callable[[float], float]]:
    low, high = floor(log10(min(losses))), ceil(log10(max(losses)))
    stride = ceil((high - low) / _MOST_TICKS)
    low = high - ceil((high - low) / stride) * stride

    def height(loss: float) -> float:
        return place(log10(loss) if loss > 0 else low)

    def place(power: float) -> float:
        return (high - power) / (high - low) * HIGH

    return tuple(Tick(place(power), _power(power)) for power in range(low, high + 1, stride)), height


def _linear(losses: Sequence[float]) -> tuple[tuple[Tick, ...], Callable[[float], float]]:
    low, high = max(min(*losses, 0.0), -_MOST), min(max(losses), _MOST)
    step = _round_step(max(high - low, _LEAST))
    first, last = floor(low / step), max(ceil(high / step), 1)

    def height(loss: float) -> float:
        return place(min(max(loss, low), high) / step)

    def place(steps: float) -> float:
        return (last - steps) / (last - first) * HIGH

    return tuple(Tick(place(n), f"{n * step:,.4g}") for n in range(first, last + 1)), height


def _across(end: int) -> tuple[Tick, ...]:
    step = max(int(_round_step(end)), 1)
    return tuple(Tick(n / end * 100, f"{n:,}") for n in range(0, end + 1, step))


def _round_step(length: float) -> float:
    """Return 1, 2 or 5 times a power of ten: the least of which MOST_TICKS reach over `length`."""
    least = length / _MOST_TICKS
    power: float = 10.0 ** floor(log10(least))
    steps = (1, 2, 5, 10)
    return power * steps[min(bisect_right([step * power * (1 + 1e-9) for step in steps], least), 3)]


def _power(power: int) -> str:
    return f"{10.0**power:,.10g}" if power in _PLAIN else "10" + str(power).translate(_SUPERSCRIPTS)


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.0f},{y:.1f}" for x, y in points)


def _told(seen: Sequence[LossSeen], training: Training, end: int) -> str:
    first, last = seen[0], seen[-1]
    told = f"The loss over {end:,} steps: {first.loss:.3g} at first, {last.loss:.3g} after {last.step:,} steps"
    return told if training.first_nan is None else f"{told}, and no number any more after {training.first_nan:,} steps"


def _scale(up: Sequence[Tick]) -> str:
    """Return how to read a logarithmic scale, whose ticks lie apart by the same factor."""
    return f"The scale is logarithmic, from {up[0].label} to {up[-1].label}."


def _trained(training: Training) -> str:
    """Return by what the steps were made, such as `4,000 steps with SGD, learning rate 0.001`."""
    if not training.steps:
        return "Steps without an optimizer. "
    made = dict.fromkeys(_made(one) for one in training.optimizers)
    return f"{counted(training.steps, 'step')}{' with ' if made else ''}{' and '.join(made)}. "


def _made(optimizer: Optimizer) -> str:
    kind = said(optimizer.kind)
    return kind if optimizer.learning_rate is None else f"{kind}, learning rate {optimizer.learning_rate:g}"
