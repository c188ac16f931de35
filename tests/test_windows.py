"""When does a window end, and where is the next?"""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from grader.inside.probes.windows import BLOCK, FIRST, MOST_BACKWARDS, SIZE, Windows


def _looked_at(windows: Windows, steps: int) -> Iterator[int]:
    """Go through a run of so many steps; yield those that are looked at."""
    looking = True
    windows.begin(0, None)
    for step in range(1, steps + 1):
        if looking:
            yield step
            windows.stepped(0)
            if windows.is_over(step, by_hand=False, surprised=False):
                windows.close(step)
                looking = False
        elif step >= windows.next:
            windows.begin(step, 0)
            looking = True


@pytest.mark.parametrize("seed", range(5))
def test_all_parts_of_a_run_are_looked_at(seed: int) -> None:
    """The first steps all, and later two in each block, which gets longer with the run."""
    seen = list(_looked_at(Windows(seed), 20_000))
    assert seen[:FIRST] == list(range(1, FIRST + 1))
    later = seen[FIRST:]
    assert len(later) % SIZE == 0
    borders = pairwise([later[SIZE - 1], *later[SIZE:]][::SIZE])
    gaps = [(end - start) / max(start, BLOCK) for start, end in borders]
    assert max(gaps) < 2
    assert 7 * SIZE < len(later) < 14 * SIZE
    assert later != list(_looked_at(Windows(seed + 100), 20_000))[FIRST:]


def test_one_window_without_an_end_has_none() -> None:
    """However many backwards there are in it, while others end then."""
    for windows, ends in ((Windows(0, every_step=True), False), (Windows(0), True)):
        windows.begin(0, None)
        windows.stepped(0)
        windows.stepped(0)
        windows.backwards = MOST_BACKWARDS + 1
        assert windows.is_over(10, by_hand=False, surprised=False) == ends
    assert list(_looked_at(Windows(0, every_step=True), 3000)) == list(range(1, 3001))
