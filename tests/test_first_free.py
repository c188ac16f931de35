"""Many places as one: none runs two at a time, none lies idle, none is lost."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Lock

import pytest

from grader.first_free import FirstFree
from grader.inputs import Question
from grader.wire.observation import Observation
from grader.wire.plan import Limits, Plan, SourceFile

PLAN = Plan("train", "student.py", "MyNetwork", "train", None, 0, "cpu", Limits(), None)
pytestmark = pytest.mark.timeout(20)


class Numbered:
    """A place that runs once as many run as `meeting` waits for."""

    def __init__(self, number: int, meeting: Barrier) -> None:
        self._number = number
        self._meeting = meeting
        self._in_use = Lock()

    def observe(self, _files: Sequence[SourceFile], plan: Plan, _questions: Sequence[Question], /) -> Observation:
        """Answer with the place's number as the seed; a plan for `nothing` fails."""
        assert self._in_use.acquire(blocking=False)
        try:
            self._meeting.wait(10)
            if plan.main == "nothing":
                raise LookupError
            return Observation(self._number, ())
        finally:
            self._in_use.release()


def places(count: int, at_a_time: int) -> FirstFree:
    """So many places, which wait until some run at the same time."""
    meeting = Barrier(at_a_time)
    return FirstFree(Numbered(number, meeting) for number in range(count))


def test_every_place_runs_one_at_a_time() -> None:
    """Three at the same time on three places, however many wait."""
    place = places(3, at_a_time=3)
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: place.observe((), PLAN, ()).seed, range(24)))
    assert set(seen) == {0, 1, 2}


def test_the_first_that_is_free_is_taken() -> None:
    """One after another, all run on the same."""
    place = places(3, at_a_time=1)
    assert [place.observe((), PLAN, ()).seed for _ in range(4)] == [0, 0, 0, 0]


def test_a_place_is_free_again_after_a_failure() -> None:
    """The error is the caller's; the place serves the next."""
    place = places(1, at_a_time=1)
    with pytest.raises(LookupError):
        place.observe((), replace(PLAN, main="nothing"), ())
    assert place.observe((), PLAN, ()).seed == 0
