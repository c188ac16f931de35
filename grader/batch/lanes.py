"""Many hand-ins side by side: first what is known already, then what has to be run."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from grader.batch.grading import Grading
from grader.batch.intake.handed_in import HandedIn
from grader.batch.processes import in_processes
from grader.batch.row import Row
from grader.first_free import FirstFree
from grader.session import Observes

Told = Callable[[Row], None]
WAITING = 4
"""Hand-ins that wait for each lane: enough to keep it busy, few enough to keep memory flat."""
FEW = 200
"""So many are judged in less time than other processes take to begin."""


@dataclass
class Progress:
    """What has been done so far. `why` counts the reasons why hand-ins had to be run."""

    judged_again: int = 0
    ran: int = 0
    why: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Class:
    """A class in `jobs` lanes; `told` hears of each row as it ends."""

    grading: Grading
    jobs: int
    progress: Progress
    told: Told

    def known(self, handed_in: Sequence[HandedIn]) -> tuple[list[Row], list[HandedIn]]:
        """Judge what was seen before, without running anything; return the rows, and what has to be run."""
        rows, unseen = [], []
        for one, found in zip(handed_in, self._again(handed_in), strict=True):
            if isinstance(found, str):
                self.progress.why[found] += 1
                unseen.append(one)
            else:
                self.progress.judged_again += 1
                self.told(found)
                rows.append(found)
        return rows, unseen

    def _again(self, handed_in: Sequence[HandedIn]) -> Iterable[Row | str]:
        if self.jobs == 1 or sum(map(self.grading.was_seen, handed_in)) <= FEW:
            return map(self.grading.again, handed_in)
        return in_processes(self.grading.again, handed_in, self.jobs)

    def run(self, handed_in: Iterable[HandedIn], places: Sequence[Observes]) -> Iterator[Row]:
        """Run hand-ins, one at a time on each of `places`, and yield the rows as they end."""
        grade = partial(self.grading.run, place=FirstFree(places))
        with ExitStack() as stack:
            # One more than there are places: what one of them saw is judged while it runs the next.
            pool = ThreadPoolExecutor(len(places) + 1, thread_name_prefix="lane")
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            for future in _bounded(pool, grade, handed_in, WAITING * len(places)):
                done = future.result()
                self.progress.ran += 1
                self.told(done)
                yield done


def _bounded(
    pool: ThreadPoolExecutor, grade: Callable[[HandedIn], Row], handed_in: Iterable[HandedIn], most: int
) -> Iterator[Future[Row]]:
    waiting: set[Future[Row]] = set()
    for one in handed_in:
        waiting.add(pool.submit(grade, one))
        if len(waiting) >= most:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from done
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from done
