"""The training timeline as beads on a thread."""

import pytest
from reports import NEVER_ZEROED, RESET, turns

from grader.render.timeline import LANES, Timeline, timeline
from grader.report import CheckResult


def drawn(check: CheckResult) -> Timeline:
    """Return the drawing, which is there."""
    found = timeline(check)
    assert found is not None
    return found


def test_each_deed_is_a_bead_on_its_lane() -> None:
    """In the order of time, from left to right, with the step's number below."""
    found = drawn(RESET)
    assert [turn.step for turn in found.turns] == ["1", "2", "3", "4", "5", "6"]
    beads = [bead for turn in found.turns for bead in turn.beads]
    assert [bead.act for bead in beads[:4]] == ["backprop", "optimize", "reset", "backprop"]
    assert all(bead.y == LANES[bead.act] for bead in beads)
    assert [bead.x for bead in beads] == sorted(bead.x for bead in beads)
    assert found.caption == "Steps 1 to 6 of 10,000, and below them the gradients that each step used."


def test_what_is_missing_hangs_beside_the_thread() -> None:
    """The thread goes through what was done only, and the caption says what is missing."""
    found = drawn(NEVER_ZEROED)
    assert len(found.thread.split()) == 12
    assert all(turn.beads[-1].mark == "missing" for turn in found.turns)
    assert "Dashed ring: reset is missing." in found.caption
    assert found.told.startswith("Step 1: backprop, optimize, reset missing; 1 new gradient used. Step 2: ")


def test_old_gradients_are_seen_to_grow() -> None:
    """Each pile has a square for each old gradient below the new one, as many as can be drawn, and the number."""
    found = drawn(NEVER_ZEROED)
    assert [turn.count for turn in found.turns] == ["", "2", "3", "4", "5", "6"]
    assert [sum(square.stale for square in turn.squares) for turn in found.turns] == [0, 1, 2, 3, 4, 5]
    assert "red: already used before" in found.caption
    many = {"timeline": [{"step": 90, "beads": [{"act": "optimize"}], "fresh": 1, "stale": 80}]}
    (turn,) = drawn(NEVER_ZEROED.model_copy(update={"evidence": many})).turns
    assert (len(turn.squares), turn.squares[-1].stale, turn.count) == (6, False, "81")


def test_what_is_out_of_place_is_explained() -> None:
    """In the words of the diagnosis."""
    evidence = turns("backprop", "!reset", "optimize")
    found = drawn(NEVER_ZEROED.model_copy(update={"diagnosis": "zeroed_before_step", "evidence": evidence}))
    assert "Cross: reset comes before the gradients were used." in found.caption


@pytest.mark.parametrize("kept", [[], None, "x", [{"step": 1}], [{"step": 1, "beads": [{"act": "fly"}]}]])
def test_what_is_no_timeline_is_not_drawn(kept: object) -> None:
    """Unknown evidence is left to the table."""
    assert timeline(RESET.model_copy(update={"evidence": {"timeline": kept}})) is None
