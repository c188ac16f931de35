"""The loss as a curve."""

import pytest
from reports import EXPLODED, FELL

from grader.render.curve import Curve, curve
from grader.report import LossSeen, Optimizer, Training


def training(*losses: float | None, every: int = 10, **besides: object) -> Training:
    """A training whose loss was seen every so many steps."""
    seen = tuple(LossSeen(step=every * place, loss=loss) for place, loss in enumerate(losses))
    return Training.model_validate({"steps": every * (len(losses) - 1), "losses": seen, **besides})


def drawn(given: Training) -> Curve:
    """Return the curve, which is there."""
    found = curve(given)
    assert found is not None
    return found


def points(line: str) -> list[tuple[float, float]]:
    """Take a line apart."""
    return [(float(x), float(y)) for x, y in (point.split(",") for point in line.split())]


def test_a_loss_that_falls_far_is_drawn_on_a_logarithmic_scale() -> None:
    """Its labels are powers of ten that lie apart by the same factor, and the caption says so."""
    found = drawn(FELL)
    assert [tick.label for tick in found.up] == ["0.001", "0.1", "10", "1,000"]
    assert found.caption == (
        "10,000 steps with SGD, learning rate 0.001. The scale is logarithmic, from 0.001 to 1,000."
    )
    assert [tick.label for tick in found.across] == ["0", "5,000", "10,000"]


def test_a_loss_that_falls_a_little_is_drawn_as_it_is() -> None:
    """From zero on, with round numbers."""
    found = drawn(training(2.7, 2.4, 1.5, 0.9))
    assert [tick.label for tick in found.up] == ["0", "1", "2", "3"]
    assert [tick.at for tick in found.up] == pytest.approx([100, 200 / 3, 100 / 3, 0])
    assert points(found.every) == [(0, 10.0), (333, 20.0), (667, 50.0), (1000, 70.0)]


def test_where_the_loss_is_no_number_is_marked() -> None:
    """At its step, also where all before it grew without end."""
    found = drawn(EXPLODED)
    assert found.lost == pytest.approx(29.51)
    assert found.told.endswith("and no number any more after 2,951 steps")
    assert found.up[-1].label == "10¹⁴"


def test_many_points_have_a_line_through_their_middle() -> None:
    """One point out of a hundred does not bend it."""
    losses = [1.0] * 100
    losses[50] = 1e6
    found = drawn(training(*losses))
    assert len({y for _, y in points(found.middle)}) == 1
    assert len({y for _, y in points(found.every)}) == 2


@pytest.mark.parametrize(
    "losses",
    [
        (0.0, 0.0),
        (0.0, 1e-300, 1.0),
        (-3.0, -1e9),
        (1e-45, 3e38),
        (7.0, 7.0),
        (0.0, 5e-324),
        (-1.7e308, 1.7e308),
        (1.0, 1.7e308),
    ],
)
def test_any_losses_can_be_drawn(losses: tuple[float, ...]) -> None:
    """Zeros, negative ones, the smallest and the largest stay in the box."""
    found = drawn(training(*losses))
    assert all(0 <= x <= 1000 and -0.1 <= y <= 100.1 for x, y in points(found.every))
    assert 2 <= len(found.up) <= 6


@pytest.mark.parametrize("given", [None, training(1.0), training(None, None, first_nan=0)])
def test_too_little_is_not_drawn(given: Training | None) -> None:
    """One loss is no curve."""
    assert curve(given) is None


def test_steps_by_hand_are_said_to_be_so() -> None:
    """There is no optimizer to name; several are named once each."""
    assert drawn(training(3.0, 2.0, steps=0)).caption == "Steps without an optimizer. "
    two = (Optimizer(kind="Adam", learning_rate=0.1), Optimizer(kind="Mine", learning_rate=None))
    assert drawn(training(3.0, 2.0, optimizers=(*two, *two))).caption.startswith(
        "10 steps with Adam, learning rate 0.1 and Mine."
    )
