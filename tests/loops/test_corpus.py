"""Every loop of the labelled corpus gets its diagnosis: looked at in full and by samples."""

from pathlib import Path

import pytest
from watching import CORPUS, expected, judged

from grader.checks.zero_grad import CORRECT
from grader.integrity import notes

RIGHT = sorted((CORPUS / "right").glob("*.py"))
WRONG = sorted((CORPUS / "wrong").glob("*.py"))


def test_the_corpus_is_large() -> None:
    """As many loops as the claim rests on."""
    assert len(RIGHT) >= 42
    assert len(WRONG) >= 44


@pytest.mark.parametrize("every_step", [False, True], ids=["sampled", "full"])
@pytest.mark.parametrize("path", RIGHT + WRONG, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_loop_gets_its_diagnosis(path: Path, every_step: bool) -> None:
    """Right loops get all points, wrong ones none, each with its own code; the instructor has nothing to look into."""
    judgement, watched = judged(path, every_step=every_step)
    assert judgement.diagnosis == expected(path), (watched.training.summary, watched.error)
    assert judgement.fraction == float(path.parent.name == "right")
    assert (judgement.diagnosis in CORRECT) == (path.parent.name == "right")
    assert watched.training.summary.faults == 0
    assert not list(notes(watched.observation)), (watched.traced, watched.touched)
    marks = {bead["mark"] for turn in judgement.evidence.get("timeline", ()) for bead in turn["beads"]}
    assert (marks <= {"right"}) if path.parent.name == "right" else (not marks or marks != {"right"})


def test_updates_by_hand_have_no_numbers() -> None:
    """Those between windows are not counted, so nothing is said of the whole run."""
    verdict, _ = judged(CORPUS / "wrong" / "never_by_hand.py")
    assert "steps that were looked at" in verdict.message
    assert "beginning with" not in verdict.message
