"""Judging again: a small class is judged here, a larger one in processes."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from grader.batch.intake.handed_in import HandedIn
from grader.batch.lanes import FEW, Class, Progress


class Tells:
    """Says which process it was asked in."""

    def was_seen(self, handed_in: HandedIn) -> bool:
        """Say that something is kept of each."""
        return bool(handed_in)

    def again(self, handed_in: HandedIn) -> str:
        """Say where this runs."""
        return f"{os.getpid()}" if handed_in else ""


@pytest.mark.parametrize(("count", "jobs", "here"), [(FEW, 2, True), (FEW + 1, 1, True), (FEW + 1, 2, False)])
def test_a_large_class_is_judged_in_other_processes(count: int, jobs: int, *, here: bool) -> None:
    """As many as there are lanes, and each hand-in once."""
    progress = Progress()
    grading: Any = Tells()
    klass = Class(grading, jobs, progress, lambda _: None)
    handed_in = [HandedIn(f"student-{number}", (), Path()) for number in range(count)]
    rows, unseen = klass.known(handed_in)
    assert (rows, unseen) == ([], handed_in)
    assert (progress.why == Counter({str(os.getpid()): count})) == here
    assert sum(progress.why.values()) == count
    assert 1 <= len(progress.why) <= jobs
