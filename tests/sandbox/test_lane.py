"""A lane has the next child ready in time, gives it to nobody for whom it isn't meant, and leaves nothing behind."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from observing import HELD_OUT, NETWORK, QUICK, see
from places import LINUX

from grader.inputs import Question
from grader.sandbox.child import Child
from grader.sandbox.lane import Lane
from grader.sandbox.observe import Place
from grader.wire.observation import Observation

GOOD = NETWORK + "def train(network): print('here')\n"
ASKED = [Question(HELD_OUT)]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where each child that lives has a folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def lane(place: Place, folders: Path) -> Iterator[Lane]:
    """A lane that is left at the end, with nothing behind it."""
    with Lane(place.zygote) as lane:
        yield lane
    assert list(folders.iterdir()) == []


def graded(seen: Observation) -> bool:
    """Whether it trained and answered."""
    return [phase.outcome for phase in seen.phases] == ["ok"] * 4 and seen.answers[0].failure is None


def descriptors() -> int:
    """Return how many descriptors this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def test_the_next_child_is_ready_when_its_submission_comes(lane: Lane) -> None:
    """What one submission left waiting is where the next one runs."""
    assert graded(see(lane, GOOD, questions=ASKED))
    (ready,) = lane._ready
    assert graded(see(lane, GOOD, questions=ASKED))
    assert ready.printed.stdout == "here\n"
    assert lane._ready[0] is not ready


def test_a_plan_with_other_limits_gets_a_child_with_those(lane: Lane) -> None:
    """A child's limits hold from its start: one that waits with others is ended."""
    see(lane, GOOD)
    (ready,) = lane._ready
    seen = see(lane, NETWORK + "def train(network): x = bytearray(600 * 2**20)\n", limits=replace(QUICK, memory=2**28))
    assert seen.phase("train").outcome == "out_of_memory"
    assert ready.ended is not None


def test_a_child_that_died_while_it_waited_is_not_given_to_anybody(lane: Lane) -> None:
    """Its end would look like the student's fault."""
    see(lane, GOOD)
    lane._ready[0].end()
    assert see(lane, GOOD).phase("train").outcome == "ok"


@LINUX
def test_children_killed_from_outside_are_nobodys_fault(lane: Lane) -> None:
    """Neither the one that waits nor the one that is cleared up costs a submission anything."""
    see(lane, GOOD, questions=ASKED)
    zygote = lane.zygote._warm._process.pid
    for supervisor in Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split():
        os.kill(int(supervisor), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while lane._ready[0].alive:
        assert time.monotonic() < deadline
    assert graded(see(lane, GOOD, questions=ASKED))
    assert graded(see(lane, GOOD, questions=ASKED))


def test_time_in_which_nobody_listened_is_not_the_students(place: Place) -> None:
    """What trained in time is no timeout, however long the host was busy with another child meanwhile."""

    class Busy(Place):
        def expect_another(self, like: Child) -> None:
            time.sleep(like.limits.train + 0.5)

    busy = Busy(place.zygote)
    assert graded(see(busy, GOOD, questions=ASKED, limits=replace(QUICK, train=0.5)))
    endless = NETWORK + "def train(network):\n    while True: pass\n"
    assert see(busy, endless, limits=replace(QUICK, train=0.5)).phase("train").outcome == "timeout"


def test_what_never_trained_leaves_nothing_waiting(lane: Lane, folders: Path) -> None:
    """Files that can't be loaded cost no child that nobody asked for."""
    see(lane, "no python")
    assert lane._ready == []
    assert list(folders.iterdir()) == []


def test_the_child_that_answered_is_cleared_up_while_the_next_trains(lane: Lane) -> None:
    """Nobody waits for its end, and its descriptors do not pile up."""
    see(lane, GOOD, questions=ASKED)
    lane._clear_up()
    open_then = descriptors()
    see(lane, GOOD, questions=ASKED)
    (left,) = lane._leaving
    assert left.ended is None
    see(lane, GOOD, questions=ASKED)
    assert left.ended is not None
    lane._clear_up()
    assert descriptors() == open_then
