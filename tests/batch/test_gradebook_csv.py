"""`gradebook.csv`, and what a line of it says of a report."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from reports import NEVER_ZEROED, NOT_LEARNED, REPORTS, report

from grader.batch.gradebook_csv import gradebook
from grader.batch.intake import HandedIn, Student
from grader.batch.row import row
from grader.report import Report


def line(given: Report) -> dict[str, str]:
    """The only line of a class of one."""
    handed_in = HandedIn("ada", (Student("Ada"),), Path("ada.py"))
    (found,) = csv.DictReader(StringIO(gradebook([row(handed_in, given)]).decode(), newline=""))
    assert list(found)[-1] == "fix_first"
    return found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("full_marks", ""),
        ("never_zeroed", NEVER_ZEROED.message),
        ("syntax_error", "Loading your file stopped with an error: SyntaxError: expected ':'"),
        ("endless_training", "Training took too long: It was still running after 120 seconds, which is the limit."),
        ("infrastructure", ""),
    ],
)
def test_the_last_column_says_what_to_fix_first(name: str, said: str) -> None:
    """In one sentence, the one that the report begins with; nothing where nothing is a student's to fix."""
    assert line(REPORTS[name])["fix_first"] == said


def test_a_sentence_is_one_harmless_line() -> None:
    """A message may quote the student's code: no formula, nothing that turns text around."""
    odd = NEVER_ZEROED.model_copy(update={"message": "=1+1 \u202eabc\nmore"})
    assert line(report(odd))["fix_first"] == "'=1+1 \\u202eabc"


def test_a_hand_in_without_a_score_has_no_zero() -> None:
    """Neither in the sum nor in a check."""
    assert {cell for name, cell in line(REPORTS["infrastructure"]).items() if name.endswith("score")} == {"", "100.00"}


def test_feedback_for_students_says_what_to_try() -> None:
    """It goes into the platform's sheet, so that nothing hidden from them may be in it."""
    handed_in = HandedIn("ada", (Student("Ada"),), Path("ada.py"))
    assert row(handed_in, REPORTS["never_zeroed"]).feedback == f"{NEVER_ZEROED.message} {NEVER_ZEROED.hint}"
    assert row(handed_in, REPORTS["full_marks"]).feedback == ""
    hidden = report(NEVER_ZEROED.model_copy(update={"visibility": "hidden"}), NOT_LEARNED)
    assert row(handed_in, hidden).feedback == f"{NOT_LEARNED.message} {NOT_LEARNED.hint}"
