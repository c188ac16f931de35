"""The class page, and in a real browser."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from browser import Browser
from reports import NEVER_ZEROED, NOT_LEARNED, RESET, report, stopped, waiting

from grader.batch.class_page import Habit, habits, render
from grader.batch.intake import HandedIn, Intake
from grader.batch.intake.handed_in import Student
from grader.batch.row import Mark, Row
from grader.batch.row import row as as_row
from grader.report import Outcome

HOSTILE = "</table><script>alert(1)</script>\u202e{{ 7 }}"


def row(name: str, score: float | None, diagnosis: str) -> Row:
    """A hand-in with one check."""
    status = {"correct": "passed", "no_load": "not_judged", "infrastructure": "error"}.get(diagnosis, "failed")
    mark = Mark("zero_grad", "The reset", status, score or 0, 100, diagnosis, f"It was {diagnosis}.")
    key = name.lower().replace(" ", "-") if name.isascii() and name.replace(" ", "").isalpha() else "hostile"
    handed_in = HandedIn(key, (Student(name),), Path("x.py"), datetime(2025, 3, 1, 10, tzinfo=UTC), late=score == 0)
    outcome: Outcome = {"not_judged": "not_graded", "error": "infrastructure"}.get(status, "graded")
    why = {"not_graded": HOSTILE, "infrastructure": mark.message}.get(outcome, "")
    return Row(handed_in, outcome, score, 100, (mark,), why)


ROWS = (row("Grace Hopper", 100, "correct"), row("Ada Lovelace", 30, "never_zeroed"), row(HOSTILE, 0, "no_load"))
INTAKE = Intake("plain", (), (HOSTILE,), (HOSTILE,))
PAGE = render("Challenge", ROWS, INTAKE)


def test_the_class_page_opens_without_a_word(browser: Browser) -> None:
    """It asks for nothing, complains of nothing, can be used by all, and fits a telephone; so does that of no one."""
    assert browser.faults(PAGE) == []
    assert browser.faults_in_the_dark(PAGE) == []
    assert browser.faults(render("Nobody", (), Intake("plain", (), (), ()))) == []


def test_hostile_names_stay_text(browser: Browser) -> None:
    """Names, files and notes are shown as they were written."""
    page = browser.open(PAGE)
    assert page.locator("script").count() == 1
    assert page.get_by_text("<script>alert(1)</script>\\u202e{{ 7 }}").count() == 5


def test_the_table_can_be_sorted_and_searched(browser: Browser) -> None:
    """By the keyboard, and it says how it is sorted and how many are left."""
    page = browser.open(PAGE)
    names = page.locator("table.class tbody a")
    page.get_by_role("button", name="Score").press("Enter")
    assert page.get_by_role("columnheader", name="Score").get_attribute("aria-sort") == "ascending"
    assert names.nth(2).inner_text() == "Grace Hopper"
    page.get_by_role("button", name="Score").press("Enter")
    assert names.nth(0).inner_text() == "Grace Hopper"
    page.get_by_label("Search").fill("never love")
    assert [name.inner_text() for name in names.all() if name.is_visible()] == ["Ada Lovelace"]
    assert page.get_by_role("status").inner_text() == "1 of 3"


def test_the_class_is_told_at_a_glance(browser: Browser) -> None:
    """The median, how many have full marks, how each check went, and the mistakes that were made."""
    said = browser.open(PAGE).inner_text("main")
    for part in (
        "30 / 100",
        "is the median of 3 hand-ins; 1 with full marks",
        "50% passed, of 2 judged",
        "1 of 3: never zeroed",
    ):
        assert part in " ".join(said.split())


def test_an_effect_is_not_counted_beside_its_cause() -> None:
    """A missing reset spoils what the network answers; where there is none, the answers are what cost marks."""
    handed_in = HandedIn("ada", (), Path("x.py"))
    rows = [as_row(handed_in, report(*checks)) for checks in ((NEVER_ZEROED, NOT_LEARNED), (RESET, NOT_LEARNED))]
    assert [(habit.said, habit.count) for habit in habits(rows)] == [("never zeroed", 1), ("partly learned", 1)]
    table = render("Challenge", rows, INTAKE).partition("<tbody>")[2]
    assert table.count("(partly learned)") == 1
    assert table.count(">partly learned<") == 1


def test_two_checks_that_found_the_same_are_told_apart() -> None:
    """A rubric may ask on two ranges: the words of the diagnosis alone would stand there twice."""
    other = NOT_LEARNED.model_copy(update={"id": "far", "title": "Far inputs"})
    rows = [as_row(HandedIn("ada", (), Path("x.py")), report(NOT_LEARNED, other))]
    assert {habit.said for habit in habits(rows)} == {
        f"partly learned ({NOT_LEARNED.title})", "partly learned (Far inputs)",
    }  # fmt: skip


def test_what_stopped_the_training_is_told() -> None:
    """It cost what waits for it: it counts among the mistakes, and stands below the name, with its line."""
    trace = "a.py, line 9, in train\n    loss.backward()\nRuntimeError: only for scalar outputs"
    seen = stopped("train", "exception", 1, trace)
    phases = (*seen[:2], seen[2].model_copy(update={"diagnosis": "loss_not_scalar"}), *seen[3:])
    rows = [as_row(HandedIn("ada", (), Path("x.py")), report(RESET, waiting("learned", 5), phases=phases))]
    assert habits(rows) == (Habit("loss not scalar", 1, "RuntimeError: only for scalar outputs"),)
    assert "RuntimeError: only for scalar outputs (a.py, line 9)" in render("Challenge", rows, INTAKE)


def test_a_zero_is_a_score_and_no_score_is_no_zero(browser: Browser) -> None:
    """What could not be judged has score 0; a fault of the grader has none, and counts in no statistics."""
    page = browser.open(render("Challenge", (*ROWS, row("Zoe", None, "infrastructure")), INTAKE))
    scores = page.locator("table.class tbody td:nth-child(2)").all_inner_texts()
    assert scores == ["100", "30", "0 (nothing judged)", "none: our fault"]
    assert "is the median of 3 hand-ins" in page.inner_text("main")


def test_what_was_not_graded_is_looked_at_first(browser: Browser) -> None:
    """The grader's own faults before the rest, each reason once, with links to the reports."""
    rows = (*ROWS, row("Zoe", None, "infrastructure"), row("Ada", None, "infrastructure"))
    items = browser.open(render("Challenge", rows, INTAKE)).locator("section[aria-labelledby=look] li")
    said = items.all_inner_texts()
    assert len(said) == 4
    assert said[0] == "No score: It was infrastructure.\nZoe, Ada"
    assert said[1].startswith("Nothing judged: </table>")
    assert said[2].startswith("Nobody’s file: ")
    assert items.nth(0).get_by_role("link").nth(1).get_attribute("href") == "ada/report.html"
    assert "To look at" not in browser.open(render("Challenge", ROWS[:2], Intake("plain", (), (), ()))).inner_text(
        "main"
    )


def test_what_stands_between_backticks_is_set_as_code(browser: Browser) -> None:
    """As on a student's page: in the reasons, above and in the table, and in the notes."""
    rows = (replace(ROWS[2], why="Expected a class `MyNetwork`."),)
    page = browser.open(render("Challenge", rows, Intake("plain", (), (), ("Left out `a.py`.",))))
    assert page.locator("code").all_inner_texts() == ["MyNetwork", "a.py", "MyNetwork"]
    assert "`" not in page.inner_text("main")


def test_the_time_has_a_column_where_one_is_known(browser: Browser) -> None:
    """A plain folder tells no times; Canvas tells no more than who was late."""
    for late, columns in ((True, ["Who", "Score", "zero grad", "When"]), (False, ["Who", "Score", "zero grad"])):
        rows = (replace(ROWS[0], handed_in=replace(ROWS[0].handed_in, when=None, late=late)),)
        table = browser.open(render("Challenge", rows, INTAKE)).locator("table.class")
        assert table.get_by_role("columnheader").all_inner_texts() == columns
        assert table.locator("tbody tr > *").count() == len(columns)
