"""The report in a terminal."""

import re

import pytest
from golden_files import assert_golden
from reports import NEVER_ZEROED, REPORTS, SHAPES, report
from rich.cells import cell_len

from grader.render.terminal import render
from grader.report import Output, Report

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", REPORTS)
def test_the_terminal_is_as_before(name: str) -> None:
    """What a student reads does not change by accident."""
    assert_golden(f"{name}.txt", render(REPORTS[name], width=80, colour=False, html_path="report.html"))


def test_the_colours_are_as_before() -> None:
    """Nor do the colours."""
    assert_golden("endless_training.ansi", render(REPORTS["endless_training"], width=80, colour=True))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("given", REPORTS.values(), ids=REPORTS)
def test_no_line_is_too_wide(given: Report, width: int) -> None:
    """Nothing runs over the edge, however long the student's lines are."""
    assert max(map(cell_len, render(given, width=width, colour=False).split("\n"))) <= width


@pytest.mark.parametrize("given", REPORTS.values(), ids=REPORTS)
def test_colour_adds_nothing_but_colour(given: Report) -> None:
    """Without colour no escape is left, and with it the words are the same: none is said by colour alone."""
    plain = render(given, width=80, colour=False)
    assert "\x1b" not in plain
    coloured = render(given, width=80, colour=True)
    assert [line.rstrip() for line in _COLOUR.sub("", coloured).split("\n")] == plain.split("\n")


@pytest.mark.parametrize("name", ["full_marks", "never_zeroed", "syntax_error", "endless_training"])
def test_the_story_is_short(name: str) -> None:
    """A typical report fits on a screen."""
    assert render(REPORTS[name], width=80, colour=False, html_path="report.html").count("\n") <= 32


def test_markup_of_the_students_is_text() -> None:
    """Square brackets, which rich would read as a style, are printed."""
    assert "[bold red]hello[/]" in render(
        report(SHAPES.model_copy(update={"title": "[bold red]hello[/]"})), width=80, colour=True
    )


def test_the_surroundings_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text depends on the arguments alone, not on the terminal it happens to run in."""
    before = render(REPORTS["never_zeroed"], width=80, colour=True)
    for name, value in {"NO_COLOR": "1", "COLUMNS": "33", "TERM": "dumb", "FORCE_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    assert render(REPORTS["never_zeroed"], width=80, colour=True) == before


def test_a_long_traceback_keeps_its_end() -> None:
    """Of a deep recursion the last lines are shown, and how many are not."""
    given = REPORTS["syntax_error"]
    detail = "\n".join(f"line {n}" for n in range(100))
    load = given.phases[0].model_copy(update={"detail": detail})
    text = render(given.model_copy(update={"phases": (load,)}), width=80, colour=False)
    assert "… 88 lines before" in text
    assert "line 99" in text
    assert "line 87" not in text


def test_the_lines_that_were_printed_are_the_students() -> None:
    """Warnings and the grader's own words stand on standard error, and are shown on the page as what they are."""
    given = report(SHAPES, output=Output(stdout="a\nb\n", stderr="x.py:1: UserWarning: slow\n"))
    assert "your code printed 2 lines" in render(given, width=80, colour=False)
    assert "printed" not in render(report(SHAPES, output=Output(stderr="UserWarning\n")), width=80, colour=False)


def test_a_name_is_said_once() -> None:
    """What is to be fixed first is what was seen; the name of the check stands beside its points."""
    assert render(REPORTS["never_zeroed"], width=80, colour=False).count(NEVER_ZEROED.title) == 1
