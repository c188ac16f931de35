"""`seen_by`: what students do not see."""

import pytest
from reports import LEARNED, LOSS, REPORTS, SHAPES, report, stopped, waiting

from grader.render import html, terminal
from grader.render.audience import Audience, seen_by
from grader.report import Report

GIVEN = REPORTS["hidden_checks"]


def pages(given: Report, audience: Audience) -> tuple[str, ...]:
    """Return the report in both formats that people read."""
    return (
        html.render(given, audience=audience),
        terminal.render(given, width=80, colour=False, audience=audience),
    )


@pytest.mark.parametrize("page", pages(GIVEN, "student"))
@pytest.mark.parametrize("secret", ["A secret title", "never reset", "every integer", "self.table", "/ 100"])
def test_students_see_nothing_of_hidden_checks(page: str, secret: str) -> None:
    """Neither a hidden check's title, message or points nor a note for the instructor is on the page."""
    assert secret not in page


@pytest.mark.parametrize("page", pages(GIVEN, "student"))
def test_students_are_told_that_there_are_hidden_checks(page: str) -> None:
    """A total that leaves something out says so."""
    assert "2 hidden checks" in page
    assert "a hidden check comes first" in page


@pytest.mark.parametrize("page", pages(GIVEN, "instructor"))
def test_instructors_see_everything(page: str) -> None:
    """Hidden checks are shown and marked, notes are shown."""
    for told in ("A secret title", "hidden from students", "hidden until the due date", "self.table"):
        assert told in page


def test_no_hidden_score_can_be_worked_out() -> None:
    """Totals add up the visible checks, and attempts, whose scores hold the hidden ones, are gone."""
    seen = seen_by("student", GIVEN)
    assert (seen.score, seen.max_score, seen.attempts) == (30, 60, ())


def test_a_report_without_a_score_stays_without_one() -> None:
    """Hiding checks does not turn the grader's own fault into a score."""
    hidden = waiting("learned", 10).model_copy(update={"visibility": "hidden"})
    assert seen_by("student", report(hidden, outcome="infrastructure")).score is None


SECRET = tuple(check.model_copy(update={"visibility": "after_due_date"}) for check in (SHAPES, LOSS))


@pytest.mark.parametrize("page", [*pages(report(*SECRET), "student"), *pages(report(*SECRET, LEARNED), "student")])
def test_where_all_points_are_hidden_the_results_come_later(page: str) -> None:
    """No score of nothing, and no praise; a check that is shown for no points is still shown."""
    assert "The results come later" in page
    assert "2 hidden checks" in page
    for wrong in ("0 / 0", "Full marks", "<strong>0</strong>"):
        assert wrong not in page


def test_what_stopped_a_hidden_run_is_told() -> None:
    """The student can mend it before the results come."""
    given = report(*SECRET, phases=stopped("train", "exception", 1, "a.py, line 3\nKeyError: 1"))
    for page in pages(given, "student"):
        assert "1 thing to fix" in page
        assert "0 / 0" not in page
