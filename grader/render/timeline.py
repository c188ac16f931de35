"""The training timeline: what each turn of the loop did, as beads on a thread, and the gradients that it used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import TypeAdapter, ValidationError

from grader.ledger.turn import Act, Bead, Mark, Turn
from grader.render.words import counted
from grader.report import CheckResult

LANES: dict[Act, int] = {"backprop": 16, "optimize": 44, "reset": 72}
_LEFT = 76
_BEAD, _PAUSE = 20, 16
_SQUARE = 10
_MOST_SQUARES = 6
_TURNS = TypeAdapter(tuple[Turn, ...])
_MISSING = "Dashed ring: {} is missing."
_CROSSES = {
    "zeroed_before_step": "reset comes before the gradients were used",
    "step_before_backward": "optimize comes before backprop",
    "stepped_twice": "optimize comes again, without backprop",
    "graph_reused": "backprop goes through an old output",
    "no_gradient": "backprop reaches no parameter",
    "wrong_parameters": "optimize moves other parameters",
    "zeroed_sometimes": "reset leaves some parameters out",
    "never_zeroed": "reset is undone, or leaves some parameters out",
}


@dataclass(frozen=True, slots=True)
class PlacedBead:
    """A bead on its lane; `times` is written on it where it stands for several."""

    x: float
    y: float
    act: Act
    mark: Mark
    times: str


@dataclass(frozen=True, slots=True)
class Square:
    """The gradient of one backward call, in a pile."""

    y: float
    stale: bool


@dataclass(frozen=True, slots=True)
class PlacedTurn:
    """One turn: its beads, and at `x` the pile of gradients that its step used, counted where they are not one."""

    step: str
    x: float
    beads: tuple[PlacedBead, ...]
    squares: tuple[Square, ...]
    count: str
    count_y: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing, in pixels: piles stand on `base`.

    `thread` is the way through all that was done, `told` the same in words, `caption` says what the signs mean.
    """

    template: ClassVar = "timeline.html"
    keys: ClassVar = frozenset({"timeline"})
    lanes: ClassVar = LANES
    width: float
    base: float
    turns: tuple[PlacedTurn, ...]
    thread: str
    told: str
    caption: str


def timeline(check: CheckResult) -> Timeline | None:
    """Return the drawing of the turns that the check saw, None where it saw none."""
    try:
        turns = _TURNS.validate_python(check.evidence.get("timeline", ()))
    except ValidationError:
        return None
    if not turns:
        return None
    highest = max(min(turn.fresh + turn.stale, _MOST_SQUARES) for turn in turns)
    base = max(LANES.values()) + 32 + highest * _SQUARE
    placed = []
    x: float = _LEFT
    for turn in turns:
        placed.append(_placed(turn, x, base))
        x += len(turn.beads) * _BEAD + _PAUSE
    way = [f"{bead.x:g},{bead.y:g}" for turn in placed for bead in turn.beads if bead.mark != "missing"]
    caption = " ".join(_caption(turns, check))
    return Timeline(x, base, tuple(placed), " ".join(way), _told(turns), caption)


def _placed(turn: Turn, x: float, base: float) -> PlacedTurn:
    beads = tuple(
        PlacedBead(x + (place + 0.5) * _BEAD, LANES[bead.act], bead.act, bead.mark, _times(bead))
        for place, bead in enumerate(turn.beads)
    )
    count = turn.stale + turn.fresh
    stale = min(turn.stale, _MOST_SQUARES - min(turn.fresh, 1))
    shown = min(count, _MOST_SQUARES)
    squares = tuple(Square(base - (place + 1) * _SQUARE, place < stale) for place in range(shown))
    at = next((bead.x for bead in beads if bead.act == "optimize"), x)
    said = "" if count == 1 else str(count)
    return PlacedTurn(f"{turn.step:,}", at, beads, squares, said, base - shown * _SQUARE - 5)


def _times(bead: Bead) -> str:
    return str(bead.times) if bead.times > 1 else ""


def _told(turns: Sequence[Turn]) -> str:
    return ". ".join(f"Step {turn.step}: {_deeds(turn)}; {_used(turn)}" for turn in turns) + "."


def _deeds(turn: Turn) -> str:
    marks: dict[Mark, str] = {"right": "", "wrong": " (marked with a cross)", "missing": " missing"}
    return ", ".join(
        f"{bead.act}{f' {bead.times} times' if bead.times > 1 else ''}{marks[bead.mark]}" for bead in turn.beads
    )


def _used(turn: Turn) -> str:
    if not turn.fresh + turn.stale:
        return "no gradient used"
    old = f" and {counted(turn.stale, 'old one')}" if turn.stale else ""
    return f"{counted(turn.fresh, 'new gradient')}{old} used"


def _caption(turns: Sequence[Turn], check: CheckResult) -> Iterator[str]:
    """Yield what the figure shows, and what its signs stand for."""
    first, last, steps = turns[0].step, turns[-1].step, check.evidence.get("steps")
    of = f" of {steps:,}" if isinstance(steps, int) and steps > last else ""
    red = " (red: already used before)" if any(turn.stale for turn in turns) else ""
    which = f"Steps {first:,} to {last:,}" if len(turns) > 1 else f"Step {first:,}"
    yield f"{which}{of}, and below them the gradients that each step used{red}."
    if acts := _marked(turns, "missing"):
        yield _MISSING.format(" and ".join(acts))
    if acts := _marked(turns, "wrong"):
        yield f"Cross: {_CROSSES.get(check.diagnosis) or ' and '.join(acts)}."


def _marked(turns: Sequence[Turn], mark: Mark) -> list[Act]:
    return list(dict.fromkeys(bead.act for turn in turns for bead in turn.beads if bead.mark == mark))
