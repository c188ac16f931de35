"""The report as a page."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from golden_files import assert_golden
from reports import LONG_LINES, NEVER_ZEROED, NOT_LEARNED, REPORTS, RESET, SHAPES, report

from grader.render.html import render
from grader.report import Report

_STYLE = re.compile(r"(?<=<style>).*?(?=</style>)", re.DOTALL)
_HASH = re.compile(r"(?<='sha256-)[^']*")
_TAGS = {
    "html", "head", "meta", "link", "title", "style", "body", "main", "header", "section", "div", "span",
    "h1", "h2", "h3", "p", "br", "a", "strong", "small", "cite", "code", "pre", "ul", "ol", "li", "dl", "dt", "dd",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary",
    "figure", "figcaption",
    "svg", "symbol", "use", "circle", "path", "rect", "line", "polyline", "text", "tspan",
}  # fmt: skip
_EMPTY = {"meta", "link", "br"}


class Page(HTMLParser):
    """A page taken apart; an element that is not closed where it should be is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and that it is open."""
        self.tags.append((tag, dict(attrs)))
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last, which this must be."""
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(params=REPORTS)
def page(request: pytest.FixtureRequest) -> Page:
    """Every page, as the instructor sees it, which is more than a student sees."""
    return Page(render(REPORTS[request.param], audience="instructor"))


@pytest.mark.parametrize("name", REPORTS)
def test_the_page_is_as_before(name: str) -> None:
    """The page does not change by accident; its style, which is looked at instead, is left out."""
    assert_golden(f"{name}.html", _HASH.sub("", _STYLE.sub("", render(REPORTS[name]))))


def test_the_instructors_page_is_as_before() -> None:
    """Nor does what instructors see besides."""
    text = render(REPORTS["hidden_checks"], audience="instructor")
    assert_golden("hidden_checks.instructor.html", _HASH.sub("", _STYLE.sub("", text)))


def test_only_our_own_elements_are_there(page: Page) -> None:
    """No script, frame, form or image, whatever the student printed."""
    assert {tag for tag, _ in page.tags} <= _TAGS


def test_no_attribute_acts_or_leads_away(page: Page) -> None:
    """No handler, no inline style, and every link leads to a place on the page that is there."""
    places = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    for _, attributes in page.tags:
        assert not any(name.startswith("on") or name in ("style", "src") for name in attributes)
        link = attributes.get("href") or "data:,"
        assert link == "data:," or link.removeprefix("#") in places


def test_ids_are_unique(page: Page) -> None:
    """What a label or link points to is one element."""
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_policy_allows_this_style_and_nothing_else(page: Page) -> None:
    """The browser itself refuses whatever is not our style sheet."""
    (policy,) = (tag["content"] for tag in page.all("meta") if tag.get("http-equiv") == "Content-Security-Policy")
    match = _STYLE.search(render(REPORTS["full_marks"]))
    assert match is not None
    digest = base64.b64encode(hashlib.sha256(match[0].encode()).digest()).decode()
    assert policy is not None
    assert policy.split("; ") == [
        "default-src 'none'", f"style-src 'sha256-{digest}'", "img-src data:", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip


def test_tables_can_be_read_aloud(page: Page) -> None:
    """Every table has a caption, and every heading says what it heads."""
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(heading["scope"] in ("row", "col") for heading in page.all("th"))


def test_headings_form_an_outline(page: Page) -> None:
    """One first heading, and no level is skipped."""
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))


def test_hostile_text_stays_text() -> None:
    """Markup, template syntax and escapes are shown as they were written."""
    text = render(REPORTS["hostile"])
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7 * 7 }}" in text
    assert r"\u202egnp.exe\u2066" in text
    assert not set("\x1b\x9b\u202e\u2066\r\x00") & set(text)


@pytest.mark.parametrize("given", [REPORTS["full_marks"], REPORTS["never_zeroed"], LONG_LINES])
def test_pages_are_small(given: Report) -> None:
    """A page stays under 60 KB, even of lines of a million characters."""
    assert len(render(given).encode()) < 60_000


@pytest.mark.parametrize("name", ["syntax_error", "endless_training"])
def test_a_traceback_is_shown_once(name: str) -> None:
    """What stands under “Fix this first” is not repeated where the phases are."""
    given = REPORTS[name]
    said = next(phase.detail for phase in given.phases if phase.detail).split("\n")[-1]
    assert render(given).count(said.replace("'", "&#39;")) == 1


def test_an_unconfined_run_is_said_out_loud() -> None:
    """That no layer held stands on the page, not only behind a summary."""
    assert '<p class="warning">' in render(REPORTS["endless_training"])
    assert '<p class="warning">' not in render(REPORTS["full_marks"])


def test_the_grader_takes_its_own_blame() -> None:
    """Where the grader failed, the page says whose fault it is not and shows no score."""
    text = render(REPORTS["infrastructure"])
    assert "This is not your fault" in text
    assert 'class="score"' not in text


def test_an_effect_gives_no_advice_of_its_own() -> None:
    """It leads to what is to be fixed first, and its own hint, which might contradict that, is left out."""
    text = render(REPORTS["never_zeroed"])
    assert text.count('<a href="#first">may come from what is explained above</a>') == 1
    assert text.count('<a href="#first">explained above</a>') == 1
    assert NOT_LEARNED.message in text
    assert NOT_LEARNED.hint not in text
    assert NOT_LEARNED.hint in render(report(SHAPES, NOT_LEARNED))


def test_a_name_is_said_once() -> None:
    """What is to be fixed first is what was seen; the name of the check stands beside its points."""
    assert render(REPORTS["never_zeroed"]).count(NEVER_ZEROED.title) == 1


def test_what_works_is_drawn_only_where_nothing_is_to_be_fixed() -> None:
    """Beside something to fix, its drawing lies folded with what was measured."""
    measured = "<summary>What was measured</summary>"
    for given, folded in ((report(SHAPES, RESET), False), (report(SHAPES, RESET, NOT_LEARNED), True)):
        told = render(given).partition('<ul class="checks">')[2].partition("</li>")[0]
        assert (told.index('<svg class="network"') > told.index(measured)) == folded


def test_what_all_wait_for_stands_there_once() -> None:
    """Below the last of them, which are joined."""
    text = render(REPORTS["syntax_error"])
    assert text.count("all wait for your file to load") == 1
    assert text.count("not_judged joined") == 3
