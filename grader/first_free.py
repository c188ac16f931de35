"""Many places as one: lanes take what is free."""

from collections.abc import Iterable, Sequence
from queue import PriorityQueue

from grader.inputs import Question
from grader.session import Observes
from grader.wire.observation import Observation
from grader.wire.plan import Plan, SourceFile


class FirstFree:
    """Runs one submission at a time on each of `places`."""

    def __init__(self, places: Iterable[Observes]) -> None:
        # The first, so that as many runs as there are at a time share the GPUs evenly.
        self._free: PriorityQueue[tuple[int, Observes]] = PriorityQueue()
        for numbered in enumerate(places):
            self._free.put(numbered)

    def observe(self, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question], /) -> Observation:
        """Run it on the first that is free; wait while none is."""
        number, place = self._free.get()
        try:
            return place.observe(files, plan, questions)
        finally:
            self._free.put((number, place))
