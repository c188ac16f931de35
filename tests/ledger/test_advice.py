"""What the loop tells besides its order, on hand-built observations."""

from dataclasses import replace

import pytest

from grader.ledger.advice import on_explosion, on_generalising, on_losses
from grader.wire.training import Event, Group, InputsSeen, Optimizer, Point, Summary, Training


def training(
    low: float | None = -10,
    high: float | None = 10,
    *,
    calls: int = 100,
    lr: float | None = 1e-2,
    kind: str = "SGD",
    first_nan: int | None = None,
    losses: tuple[float, ...] = (),
    norm: float | None = None,
    moved: bool | None = None,
    batch: int | None = None,
    varied: bool = False,
    momentum: float = 0.0,
    alike: bool = False,
    backwards: int = 0,
    steps: int = 1000,
) -> Training:
    """A training of 1,000 steps, unless others are given, with one optimizer."""
    stride = 1000 // max(len(losses), 1)
    whole = low is not None and low == round(low)
    return Training(
        points=tuple(Point(place * stride, loss, norm) for place, loss in enumerate(losses)),
        summary=Summary(
            steps=steps,
            backwards=backwards,
            moved=moved,
            first_nan=first_nan,
            inputs=InputsSeen(calls, 1 if batch is None else 2, batch, integers=whole, low=low, high=high, alike=alike),
            optimizers=(Optimizer(kind, lr, (0,), varied=varied, momentum=momentum),),
        ),
    )


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (
            training(first_nan=41),
            "after 41 steps: the learning rate 0.01 is too large with inputs as large as 10. Try 0.001.",
        ),
        (
            training(-100, 100, lr=1e-3, first_nan=9),
            "9 steps: the learning rate 0.001 is too large with inputs as large as 100. Try 1e-5.",
        ),
        (
            training(-1, 1, lr=3.0, first_nan=1),
            "after 1 step: the learning rate 3 is too large with inputs as large as 1. Try 0.1.",
        ),
        (training(kind="Adam", lr=10.0, first_nan=2), "the learning rate 10 is too large. Try 1."),
        (training(None, None, first_nan=5), "the learning rate 0.01 is too large. Try 0.001."),
        (
            training(lr=None, first_nan=5),
            "after 5 steps: the steps were too large. Make the learning rate 10 times smaller.",
        ),
        (
            training(first_nan=0),
            "no number. Look for a division by 0, and for a logarithm or a root of a number below 0.",
        ),
        (
            training(first_nan=4, kind="Adam", losses=(9.0, 8.0)),
            "the steps were small. Look for a division by 0, and for a logarithm or a root of a number below 0.",
        ),
        (training(first_nan=41, varied=True), "the steps were too large. Make the learning rate 10 times smaller."),
        (training(), ""),
        (None, ""),
    ],
)
def test_an_explosion_is_told_with_a_rate_to_try(seen: Training | None, said: str) -> None:
    """The step, the rate that was too large for inputs of this size, and one that was stable in trials."""
    advice = on_explosion(seen)
    assert advice.endswith(said)
    assert bool(advice) == bool(said)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (
            training(0, 10),
            "The training inputs that were looked at were whole numbers from 0 to 10: negative numbers were",
        ),
        (training(-3, 3), "The training inputs that were looked at were whole numbers from -3 to 3 only."),
        (training(-9, 8), ""),
        (training(-100, 100), ""),
        (training(0, 10, calls=5), ""),
        (training(None, None), ""),
        (
            training(losses=(9.0,) * 10 + (5.0,) * 5 + (2.0,) * 5),
            "The loss was still falling when training ended, after 1,000 steps.",
        ),
        (training(losses=(9.0,) * 10 + (5.0,) * 10), ""),
        (
            training(losses=(9.0,) * 40 + (8.0, 5.0, 6.0, 7.0) * 5 + (7.5, 4.0, 3.0, 4.5) * 5),
            "The loss was still falling when training ended, after 1,000 steps.",
        ),
        (training(losses=(9.0,) * 40 + (8.0, 5.0, 6.0, 7.0) * 5 + (8.0, 4.0, 6.0, 6.5) * 5), ""),
        (training(-0.997528, 0.5), "The training inputs that were looked at went from -1 to 0.5 only."),
        (training(losses=(9.0,) * 30 + (1.0, -1.0) * 5), "The loss that backward() was called on went below 0, which"),
        (training(lr=1e-6), "The learning rate 1e-6 is small for inputs as large as 10. Make it 10 times larger as"),
        (training(lr=1e-5), ""),
        (training(lr=1e-6, batch=64), ""),
        (training(lr=1e-6, kind="Adam"), ""),
        (training(lr=1e-6, varied=True), ""),
        (training(lr=2e-6, momentum=0.9), ""),
        (training(-5, 5), "The training inputs that were looked at were whole numbers from -5 to 5 only."),
        (training(losses=(-9.0,) * 10 + (-20.0,) * 10), "The loss that backward() was called on went below 0, which"),
        (training(losses=(9.0,) * 20, norm=0.0, moved=False), "Every gradient that was measured was 0, so the steps"),
        (training(losses=(9.0,) * 20, norm=3.0, moved=False), "The network that your training function was given is"),
        (training(losses=(9.0, 5.0, 1.0)), ""),
        (Training(summary=Summary(moved=False)), "The network that your training function was given is just as it was"),
        (Training(summary=Summary(moved=True)), ""),
        (None, ""),
    ],
)
def test_what_the_training_lacked_is_told(seen: Training | None, said: str) -> None:
    """The range it saw, or that it had not ended, and what to do; nothing where nothing was lacking."""
    told = on_generalising(seen, -10, 10)
    assert told.startswith(said)
    assert (len(told) > len(said)) == bool(said)


def test_the_range_that_is_asked_for_is_not_told() -> None:
    """Held-out inputs stay hidden."""
    assert "777" not in on_generalising(training(0, 10), -777, 777)
    assert "777" not in on_generalising(training(-10, 10), -777, 777)


@pytest.mark.parametrize(("loss", "told"), [(126.0, True), (0.5, False), (None, False)])
def test_examples_that_were_learned_without_the_rule_are_told(loss: float | None, *, told: bool) -> None:
    """A loss in training that is nothing beside the one on new inputs."""
    said = on_losses(training(losses=(9.0,) * 10 + (1e-3,) * 10), loss)
    assert said.startswith("In training the loss came down to 0.001. On new inputs it is far from that") == told


@pytest.mark.parametrize(("graded", "told"), [((7,), True), ((), True), ((0, 7), False)])
def test_a_network_that_no_step_changed_is_told_of(graded: tuple[int, ...], *, told: bool) -> None:
    """One was trained, and another handed over: more steps, or other examples, would not help."""
    seen = training(losses=(9.0,) * 10 + (1e-3,) * 10)
    seen = replace(
        seen,
        timeline=(Event("step", "a.py:3", 0, (Group("same", (0,)),)),),
        summary=replace(seen.summary, graded=graded),
    )
    assert ("another than the one that the steps changed" in on_losses(seen, 126.0)) == told


def test_a_loss_of_rounding_is_not_called_falling() -> None:
    """From 1e-8 to 1e-12 nothing is learned any more."""
    assert on_losses(training(losses=(9.0,) * 10 + (1e-9,) * 5 + (1e-13,) * 5)) == ""
    assert on_losses(training(losses=(9.0,) * 10 + (1e-5,) * 5 + (1e-7,) * 5)).startswith("The loss was still falling")
    assert on_losses(training(losses=(9.0,) * 10 + (1e-5,) * 5 + (1e-7,) * 5), 126.0).startswith("In training the loss")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (training(2, 4, alike=True), "The same example was given in every step that was looked at. "),
        (training(2, 4, batch=4, alike=True), "The same 4 examples were given in every step that was looked at. "),
        (training(2, 4, calls=3, alike=True), ""),
        (training(calls=4500, backwards=30), "The network was called 150 times for each backward() that was looked "),
        (training(calls=60, backwards=30), ""),
        (training(steps=60), "Training ended after 60 steps. Take thousands."),
        (training(steps=1), "Training ended after 1 step. Take thousands."),
        (training(steps=0), ""),
    ],
)
def test_a_training_that_had_few_examples_is_told_so(seen: Training, said: str) -> None:
    """The same ones over and over, only the last of each epoch, or few steps in all."""
    advice = on_generalising(seen, -10, 10)
    assert advice.startswith(said)
    assert bool(advice) == bool(said)
