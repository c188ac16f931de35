"""The turns of a loop that `zero_grad` shows, on hand-built events."""

import pytest
from test_zero_grad import CHECK, backward, seen, training

from grader.ledger.timeline import MOST_TURNS
from grader.wire.training import Training

SIGNS = {"backprop": "B", "optimize": "O", "reset": "R"}
MARKS = {"right": "", "wrong": "!", "missing": "?"}


def turns(watched: Training) -> list[str]:
    """Return a word for each turn: `2:BOR?+1` is step 2 without a reset, which used one old gradient too."""
    return [
        f"{turn['step']}:"
        + "".join(
            f"{SIGNS[bead['act']]}{MARKS[bead['mark']]}{bead['times'] if bead['times'] > 1 else ''}"
            for bead in turn["beads"]
        )
        + (f"+{turn['stale']}" if turn["stale"] else "")
        for turn in CHECK.judge(seen(watched)).evidence["timeline"]
    ]


@pytest.mark.parametrize(
    ("watched", "shown"),
    [
        (training("b:none s:same " * 20), "1:BOR 2:BOR 3:BOR 4:BOR 5:BOR 6:BOR"),
        (training("b:none b:same b:same s:same " * 9), "1:B3OR 2:B3OR 3:B3OR 4:B3OR 5:B3OR 6:B3OR"),
        (training("b:none d:same b:same s:same " + "b:none s:same " * 20), "3:BOR 4:BOR 5:BOR 6:BOR 7:BOR 8:BOR"),
        (training("b:none h:same " * 3, moved=True), "1:BOR 2:BOR 3:BO"),
        (training("f:none s:assigned " * 3), "1:BO 2:BO 3:BO"),
        (training("b:none s:same " + "b:same s:changed " * 3), "1:BOR? 2:BOR?+1 3:BOR?+2 4:BO+3"),
        (training("b:none s:same b:same s:same " * 2), "1:BOR? 2:BOR+1 3:BOR? 4:BO+1"),
        (training("b:none s:none " * 3), "1:BR!O 2:BR!O 3:BR!O"),
        (training("b:none b:none b:none s:same " * 2), "1:BR!BR!BOR 2:BR!BR!BO"),
        (training("s:none " + "b:none s:none " * 3), "1:O!BR 2:O!BR 3:O!BR 4:O!"),
        (training("b:none s:same s:same " * 2), "1:BO 2:O!R+1 3:BO 4:O!+1"),
        (training("b:none s:same r " * 3), "1:BOR 2:B!OR 3:B!O"),
        (training("s:none " * 3), "1:B?O 2:B?O 3:B?O"),
        (training("s:none " * 2, calls=(backward(),)), "1:B!O 2:B!O"),
        (training("b:none b:none b:none"), "1:BO?R 2:BO?R 3:BO?"),
        (training("b:none b:same b:same b:same s:same"), "1:BO? 2:BO? 3:BO? 4:BO?"),
        (training("b:none:1 s:none:0 " + "b:same:1 s:none:0 " * 2), "1:BO! 2:BO! 3:BO!"),
        (training("b:none e:same b:same e:changed s:none"), "1:BR?BO+1"),
    ],
)
def test_each_kind_of_loop_has_its_rhythm(watched: Training, shown: str) -> None:
    """What is missing is marked where it should be, and what is out of place where it was done."""
    assert turns(watched) == shown.split()


def test_a_late_fault_is_shown_where_it_is() -> None:
    """With one turn before it, and not more turns than can be looked at."""
    watched = training("b:none s:same " * 10 + "b:same s:changed " * 9)
    assert turns(watched) == ["9:BOR", "10:BOR?", "11:BOR?+1", "12:BOR?+2", "13:BOR?+3", "14:BOR?+4"]
    assert len(turns(watched)) == MOST_TURNS
