"""The errors of each output, and how far the rule reaches."""

from typing import Any

import pytest
from reports import LOSS, NOT_LEARNED, REACH

from grader.render.outputs import outputs
from grader.render.reach import reach


def test_each_output_stands_beside_what_it_should_be() -> None:
    """With what it has become, and how far off it is on average."""
    found = outputs(NOT_LEARNED)
    assert found is not None
    assert [row.name for row in found.rows] == ["a", "b", "c", "c + 1", "c + 2"]
    assert [row.off for row in found.rows] == ["+0.1", "0", "0", "−0.5", "−1"]
    assert found.tells_learned


def test_errors_that_cost_no_marks_are_told_apart() -> None:
    """Each bar says how many answers are so far off."""
    found = outputs(NOT_LEARNED)
    assert found is not None
    assert [[(bar.x, bar.close) for bar in row.bars] for row in found.rows] == [
        [(10, True)], [(10, True)], [(10, True)], [(8, False)], [(6, False)],
    ]  # fmt: skip


def test_without_the_right_form_outputs_are_numbered() -> None:
    """What the rubric does not tell is not on the page."""
    told = [{**row, "right": "", "learned": ""} for row in LOSS.evidence["outputs"]]
    found = outputs(LOSS.model_copy(update={"evidence": {**LOSS.evidence, "outputs": told}}))
    assert found is not None
    assert found.rows[0].name == "output 1"
    assert not found.tells_learned


@pytest.mark.parametrize("evidence", [{}, {"outputs": [1]}, {"outputs": LOSS.evidence["outputs"], "reach": "far"}])
def test_what_is_no_output_is_not_drawn(evidence: dict[str, Any]) -> None:
    """Unknown evidence is left to the table."""
    assert outputs(LOSS.model_copy(update={"evidence": evidence})) is None


def test_each_range_has_its_share() -> None:
    """And whether that is enough."""
    found = reach(REACH)
    assert found is not None
    assert [(one.name, one.held) for one in found.ranges][:1] == [("±10", True)]
    assert found.ranges[-1].percent == pytest.approx(98.5)
    assert found.asked == 90


@pytest.mark.parametrize("evidence", [{}, {"share_exact": {}, "share_asked": 0.9}, {"share_exact": {"±10": 1.0}}])
def test_what_is_no_reach_is_not_drawn(evidence: dict[str, Any]) -> None:
    """Unknown evidence is left to the table."""
    assert reach(REACH.model_copy(update={"evidence": evidence})) is None
