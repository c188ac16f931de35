"""Which of several attempts counts, on hand-built events."""

from grader.ledger import graded_attempt, judge
from grader.wire.training import Event, Found, Group, Optimizer, Summary, Training

FIRST, SECOND = (0, 1), (2, 3)


def loop(parameters: tuple[int, ...], times: int, *, resets: bool) -> tuple[Event, ...]:
    """So many turns of a loop."""
    found: list[Found] = ["none" if resets or turn == 0 else "same" for turn in range(times)]
    step = Event("step", optimizer=int(parameters == SECOND), groups=(Group("same", parameters),))
    return tuple(one for word in found for one in (Event("backward", groups=(Group(word, parameters),)), step))


def training(*events: Event, graded: tuple[int, ...], steps: int = 18) -> Training:
    """A training in which these networks were stepped."""
    made = (Optimizer("SGD", 0.1, FIRST), Optimizer("SGD", 0.1, SECOND))
    return Training(events, (), tuple("abcd"), Summary(steps, steps, optimizers=made, graded=graded))


THROWN_AWAY = (*loop(FIRST, 9, resets=False), *loop(SECOND, 9, resets=True))


def test_an_attempt_that_was_thrown_away_does_not_count() -> None:
    """A student who begins anew has understood it."""
    found = judge(graded_attempt(training(*THROWN_AWAY, graded=SECOND)))
    assert (found.code, found.steps) == ("correct", 9)


def test_the_attempt_that_counts_is_judged_by_its_own_steps() -> None:
    """Their numbers are those of the whole run."""
    wrong = (*loop(FIRST, 9, resets=True), *loop(SECOND, 9, resets=False))
    found = judge(graded_attempt(training(*wrong, graded=SECOND)))
    assert (found.code, found.steps, found.first) == ("never_zeroed", 9, 11)


def test_other_trainings_are_judged_as_they_are() -> None:
    """Where the graded network is not known, was not stepped, or is trained beside another."""
    beside = [
        one for pair in zip(loop(FIRST, 9, resets=False), loop(SECOND, 9, resets=True), strict=True) for one in pair
    ]
    for seen in (
        training(*THROWN_AWAY, graded=()),
        training(*THROWN_AWAY, graded=(7,)),
        training(*THROWN_AWAY, graded=(*FIRST, *SECOND)),
        training(*beside, graded=SECOND),
    ):
        assert graded_attempt(seen) is seen
        assert judge(seen).code in ("never_zeroed", "zeroed_sometimes")


def test_a_closure_goes_with_its_step() -> None:
    """The step of the attempt before, which stands behind the closure's evaluations, is left behind with it."""
    closure = Event("evaluated", optimizer=0, groups=(Group("same", FIRST),))
    events = (*loop(FIRST, 3, resets=True)[:-1], closure, Event("step"), *loop(SECOND, 3, resets=True))
    assert judge(graded_attempt(training(*events, graded=SECOND))).steps == 3


def test_an_experiment_afterwards_does_not_count() -> None:
    """Whatever became of it."""
    seen = training(*loop(SECOND, 40, resets=True), *loop(FIRST, 9, resets=False), graded=SECOND, steps=49)
    assert judge(graded_attempt(seen)).code == "correct"


def test_values_that_may_have_been_handed_on_count() -> None:
    """As where most steps were another network's, or the graded one was only filled."""
    wrong = (*loop(FIRST, 30, resets=False), *loop(SECOND, 9, resets=True))
    filled = (*loop(FIRST, 9, resets=True), Event("hand", groups=(Group("changed", SECOND),)))
    for seen in (training(*wrong, graded=SECOND, steps=39), training(*filled, graded=SECOND, steps=9)):
        assert graded_attempt(seen) is seen
