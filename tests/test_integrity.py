"""Notes for the instructor about how the run was observed, on hand-built observations."""

import pytest

from grader.integrity import notes
from grader.wire.observation import Observation, Traced
from grader.wire.training import Event, Group, Summary, Training

RIGHT = (Event("backward", "s.py:1", None, (Group("none", (0,)),)), Event("step", "s.py:2", 0, (Group("same", (0,)),)))
MIXED = (Event("backward", "s.py:1", None, (Group("same", (0,)),)), RIGHT[1])
SAME, OTHER = Traced(same_gradients=True, same_motion=True), Traced(same_gradients=False, same_motion=True)
MOVED_ON, UNKNOWN = Traced(same_gradients=True, same_motion=False), Traced(None, None)


def codes(*traced: Traced, timeline: tuple[Event, ...] = RIGHT * 9, touched: tuple[str, ...] = ()) -> list[str]:
    """The codes of the notes about a training with these traces."""
    training = Training(timeline, (), ("w",), Summary(steps=9, backwards=9))
    return [note.code for note in notes(Observation(0, (), training=training, traced=traced, touched=touched))]


@pytest.mark.parametrize(
    ("traced", "noted"),
    [
        ((SAME,) * 5, False),
        ((OTHER, OTHER, SAME), True),
        ((MOVED_ON, MOVED_ON), True),
        ((SAME, SAME, OTHER), False),
        ((OTHER, OTHER, *[SAME] * 9), False),
        ((UNKNOWN,) * 5, False),
        ((UNKNOWN, OTHER, OTHER), True),
        ((), False),
    ],
)
def test_steps_that_come_out_otherwise_are_noted(traced: tuple[Traced, ...], noted: bool) -> None:
    """More than a left-over of one step, where each was said to use new gradients; else nothing is said."""
    assert codes(*traced) == (["trace_not_reproduced"] if noted else [])


def test_nothing_is_noted_where_the_loop_is_judged_wrong_anyway() -> None:
    """Old gradients that were reported as such are no disagreement."""
    assert codes(OTHER, OTHER, timeline=(*RIGHT, *MIXED * 9)) == []


def test_replaced_functions_are_named() -> None:
    """The first few by name, the rest by number; and with that it is not said that anybody cheated."""
    assert codes(touched=("torch.sum",)) == ["functions_replaced"]
    names = tuple(f"torch.f{n}" for n in range(8))
    (note,) = notes(Observation(0, (), touched=names))
    assert "`torch.f4` and 3 more" in note.message
    assert "cheat" not in note.message


def test_the_note_says_what_was_counted() -> None:
    """How many were calculated anew, how many differ, and which honest causes there are."""
    (note,) = notes(Observation(0, (), training=Training(RIGHT * 9), traced=(OTHER, OTHER, SAME, UNKNOWN)))
    assert "3 steps" in note.message
    assert "in 2 of them" in note.message
    assert "Honest causes" in note.message
