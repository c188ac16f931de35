"""The report as `results.json`: safe whatever a student wrote, below the site's limits, and hidden what is to be."""

import base64
import json
import struct
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from contract import valid
from golden_files import assert_golden
from reports import COUNT, LEARNED, LOSS, NEVER_ZEROED, NOT_LEARNED, REPORTS, SHAPES, report, stopped

from grader.gradescope.feedback import fault, results
from grader.gradescope.metadata import Metadata, read_metadata
from grader.gradescope.points import scaled
from grader.report import IntegrityNote, Output, Report
from grader.rubric import find, load

RUBRIC = load(find("challenge"))
HARMLESS = {"p", "strong", "em", "code", "pre", "details", "summary", "img"}
WORST = {"quotes": "'\n", "ticks": "`", "turns": "\u202e", "ampersands": "&", "pairs": "``x"}


class Tags(HTMLParser):
    """Reads a page; fails at a tag or attribute that is not ours, or where one is left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        assert tag in HARMLESS
        assert [name for name, _ in attrs] == (["alt", "src"] if tag == "img" else [])
        if tag == "img":
            assert str(attrs[1][1]).startswith("data:image/png;base64,")
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It closes the last one opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text += data


@pytest.mark.parametrize("name", REPORTS)
def test_the_results_are_as_before(name: str) -> None:
    """What a platform is given does not change by accident."""
    found = results(REPORTS[name], RUBRIC, None, 1.5).model_dump(mode="json", exclude={"extra_data"}, exclude_none=True)
    assert_golden(f"{name}.results.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("given", REPORTS.values(), ids=REPORTS)
def test_the_page_holds_only_what_a_sanitiser_leaves(given: Report) -> None:
    """Harmless tags without attributes, each closed; what a student wrote is text."""
    found = valid(results(given, RUBRIC, 20, 1.5).json_bytes())
    for part in (found, *found["tests"]):
        Tags(part.get("output", ""))


@pytest.mark.parametrize("letters", WORST.values(), ids=WORST)
def test_nothing_comes_near_the_sites_cut(letters: str) -> None:
    """Whatever grows most when it is escaped: the site would cut in the middle, perhaps inside a tag."""
    flood = letters * 200_000
    checks = (SHAPES.model_copy(update={"status": "failed", "message": flood, "hint": flood, "lab": flood}),)
    given = report(*checks, phases=stopped("train", "exception", 1, flood), output=Output(stdout=flood, stderr=flood))
    found = valid(results(given, RUBRIC, None, 1.5).json_bytes())
    for part in (found, *found["tests"]):
        Tags(part["output"])
    assert max(len(part["output"]) for part in (found, *found["tests"])) < 90_000


def test_links_and_tags_in_what_a_student_wrote_stay_text() -> None:
    """Class names, exceptions and printed lines are the student's; the page is HTML, so Markdown means nothing."""
    hostile = "[x](javascript:alert(1)) ![y](http://e.example/z) <a href=//e.example>`<b>`</a> \u202egnp.exe\x1b[31m"
    failed = SHAPES.model_copy(update={"status": "failed", "message": hostile, "hint": hostile})
    given = report(failed, phases=stopped("train", "exception", 1, hostile), output=Output(stdout=hostile))
    found = valid(results(given, RUBRIC, None, 1.5).json_bytes())
    for part in (found, *found["tests"]):
        text = Tags(part["output"]).text
        assert "[x](javascript:alert(1))" in text
        assert not set("\x1b\u202e") & set(text)


def test_hidden_checks_stay_hidden() -> None:
    """No visible row, and nothing above the rows, names one or says what it found."""
    found = valid(results(REPORTS["hidden_checks"], RUBRIC, None, 1.5).json_bytes())
    seen = "".join(part["output"] + part.get("name", "") for part in (found, *found["tests"][:2], found["tests"][3]))
    assert [test.get("visibility", "visible") for test in found["tests"]] == [
        "visible", "visible", "hidden", "visible", "after_due_date",
    ]  # fmt: skip
    assert "a hidden check comes first" in seen
    for secret in ("A secret title", "never reset", "zero_grad", "self.table"):
        assert secret not in seen


@pytest.mark.parametrize("visibility", ["hidden", "after_due_date", "after_published"])
def test_the_leaderboard_tells_nothing_of_a_hidden_check(visibility: str) -> None:
    """It is seen at once, by the whole class; of two checks of one kind, the visible one is told."""
    rubric = RUBRIC.model_copy(update={"leaderboard": ("held_out_loss", "parameters")})
    hidden = LOSS.model_copy(update={"id": "secret", "visibility": visibility, "evidence": {"loss": 0.987}})
    for checks, wanted in (((COUNT, hidden), {"parameters": 77}),
                           ((LOSS, COUNT, hidden), {"held out loss": 0.01234, "parameters": 77}),
                           ((hidden,), None)):  # fmt: skip
        found = valid(results(report(*checks), rubric, None, 1.5).json_bytes())
        board = {column["name"]: column["value"] for column in found["leaderboard"]} if "leaderboard" in found else None
        assert board == wanted


def test_where_all_points_are_hidden_the_results_come_later() -> None:
    """The page would be blank otherwise; where a point is shown, the rows speak for themselves."""
    hidden = LOSS.model_copy(update={"visibility": "after_due_date"})
    assert results(report(hidden, LEARNED), RUBRIC, None, 1.5).output == "<p>The results come later.</p>"
    assert results(report(hidden, COUNT), RUBRIC, None, 1.5).output == ""


def test_advice_is_given_once() -> None:
    """That of a check in its own row, that of a phase above the rows; an effect points at its cause instead."""
    found = results(REPORTS["never_zeroed"], RUBRIC, None, 1.5)
    assert [row.name for row in found.tests if "the steps overshoot" in row.output] == [NEVER_ZEROED.title]
    assert "the steps overshoot" not in found.output
    effect = next(row for row in found.tests if row.name == NOT_LEARNED.title)
    assert effect.output.endswith("<p>This may come from what is explained above.</p>")
    assert "so nothing was run" in results(REPORTS["syntax_error"], RUBRIC, None, 1.5).output


def test_a_note_for_the_instructor_hides_no_total() -> None:
    """A hidden row would keep a student's total from the page, as if something were wrong."""
    given = REPORTS["full_marks"].model_copy(update={"integrity": (IntegrityNote(code="x", message="y"),)})
    found = valid(results(given, RUBRIC, None, 1.5).json_bytes())
    assert {test["visibility"] for test in found["tests"]} == {"visible"}
    assert found["extra_data"]["report"]["integrity"] == [{"code": "x", "message": "y"}]


def test_a_forgiven_check_shows_as_passed_and_a_partial_one_as_failed() -> None:
    """The site knows no third state; who has lost nothing has nothing red."""
    for name, status in (("forgiven", "passed"), ("never_zeroed", "failed")):
        row = next(t for t in results(REPORTS[name], RUBRIC, None, 1.5).tests if t.name.endswith("new inputs"))
        assert row.status == status


def test_numbers_that_json_does_not_have_are_null() -> None:
    """An exploded training leaves NaN in what was measured; the site would score an invalid file 0."""
    evidence = {"loss": float("nan"), "losses": [1.0, float("inf")]}
    given = report(SHAPES.model_copy(update={"evidence": evidence}))
    found = valid(results(given, RUBRIC, None, 1.5).json_bytes())
    assert found["extra_data"]["report"]["checks"][0]["evidence"] == {"loss": None, "losses": [1.0, None]}


def test_the_layers_are_drawn_where_they_are_at_fault() -> None:
    """A picture that any reader of PNG takes: 3 → 2 → 5 is high, low, high."""
    found = results(REPORTS["endless_training"], RUBRIC, None, 1.5).tests[0].output
    assert 'alt="from layer to layer: 3 → 2 → 5"' in found
    data = base64.b64decode(found.partition("base64,")[2].partition('"')[0])
    assert data.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    wide, high, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert (depth, colour) == (8, 0)
    rows = zlib.decompress(data[data.index(b"IDAT") + 4 : data.index(b"IEND") - 8])
    assert len(rows) == (wide + 1) * high
    ink = [sum(rows[y * (wide + 1) + 1 + x] < 255 for y in range(high)) for x in (0, 71, wide - 5)]
    assert ink[1] < ink[0] < ink[2]


def test_a_fault_without_a_rubric_is_worth_what_the_assignment_is() -> None:
    """The rows' largest scores have to add up to the assignment's points, or the site refuses them."""
    for total in (None, 12.5):
        found = valid(fault(None, "<said>", "<why>", total, 1.5).json_bytes())
        assert sum(test["max_score"] for test in found["tests"]) == (total or 0)
        assert [test["visibility"] for test in found["tests"]] == ["visible", "hidden"]
        assert "&lt;said&gt;" in found["output"]
        assert "&lt;why&gt;" in found["tests"][-1]["output"]


@pytest.mark.parametrize(
    ("points", "total", "wanted"),
    [
        ([20, 10, 30], None, [20, 10, 30]), ([1, 1, 1], 20, [6.67, 6.67, 6.66]), ([1, 1, 1], 0.01, [0.01, 0, 0]),
        ([0.001, 1], 1.001, [0.001, 1]), ([1 / 3, 2 / 3], 3, [1, 2]), ([0, 0], 20, [0, 0]), ([0, 5], 7.77, [0, 7.77]),
    ],
)  # fmt: skip
def test_points_are_scaled_to_the_hundredth(points: list[float], total: float | None, wanted: list[float]) -> None:
    """They add up to the assignment's; without another total they are the rubric's own."""
    assert scaled(points, total) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ('{"assignment": {"total_points": "20.0"}, "users": [{"name": "Zoë 🦊"}, 7]}', Metadata(("Zoë 🦊",), 20)),
        ('{"assignment": {"total_points": 7.77}}', Metadata((), 7.77)),
        *((said, Metadata()) for said in (
            '{"assignment": {"total_points": "NaN"}}', '{"assignment": {"total_points": "-1"}}',
            '{"assignment": {"total_points": "1e999"}}', '{"assignment": {"total_points": null}}',
            '{"assignment": [], "users": {}}', "[" * 9999, "", "\0", "7", "\ufeff{}",
        )),
    ],
)  # fmt: skip
def test_odd_metadata_say_nothing(said: str, wanted: Metadata, tmp_path: Path) -> None:
    """Whatever stands in the platform's file, or none, grading goes on."""
    file = tmp_path / "submission_metadata.json"
    assert read_metadata(file) == Metadata()
    file.write_text(said)
    assert read_metadata(file) == wanted
