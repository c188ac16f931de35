"""What a student can make a spreadsheet do: nothing."""

import pytest

from grader.batch.gradebook.cells import neutral


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "\xa0=1", "-", "=", "+٣=1", "--1"],
)
def test_a_formula_becomes_text(cell: str) -> None:
    """Whatever a spreadsheet may compute gets a quote before it, and keeps every character."""
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-1", "+1.5", "-1,5", "1e-3", "-.5", " -3", "Zoë O'Neill", "a=b", "李明", "12-3"])
def test_numbers_and_names_stay_as_they_are(cell: str) -> None:
    """A negative number is no formula, and a name is not touched."""
    assert neutral(cell) == cell
