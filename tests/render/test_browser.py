"""The pages in a real browser, which says what it would not load or run, and with axe who could not use them."""

import pytest
from browser import Browser
from reports import LONG_LINES, REPORTS

from grader.render.html import render

PAGES = {**REPORTS, "long_lines": LONG_LINES}


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_without_a_word(browser: Browser, name: str) -> None:
    """No page, hostile ones included, asks for anything, complains, is hard to use, or too wide for a telephone."""
    assert browser.faults(render(PAGES[name], audience="instructor")) == []


@pytest.mark.parametrize("name", ["never_zeroed", "endless_training", "infrastructure"])
def test_pages_can_be_read_in_the_dark(browser: Browser, name: str) -> None:
    """Where the reader prefers a dark page, every text has enough contrast."""
    assert browser.faults_in_the_dark(render(PAGES[name], audience="instructor")) == []


def test_hostile_text_is_shown_as_it_is(browser: Browser) -> None:
    """Markup, template syntax and escapes are words on the page, and nothing of them is an element."""
    page = browser.open(render(REPORTS["hostile"]))
    shown = page.evaluate("document.body.textContent")
    for written in ("<script>alert(1)</script>", "onerror=alert(2)", "{{ 7 * 7 }}", r"\x1b[31mred", r"\u202egnp.exe"):
        assert written in shown
    assert page.locator("script, img, iframe, form, [onerror]").count() == 0
    assert not set(shown) & set("\x1b\x9b\u202e\u2066\r\0")


def test_every_figure_can_be_heard_and_reached(browser: Browser) -> None:
    """Each drawing says in words what it shows, or is beside words that do; what can be scrolled takes the focus."""
    page = browser.open(render(REPORTS["never_zeroed"]))
    drawings = page.locator("svg[role=img]")
    assert drawings.count() == 3
    assert all(len(drawing.get_attribute("aria-label") or "") > 40 for drawing in drawings.all())
    assert page.locator("main svg:not([role=img]):not([aria-hidden]):not(svg svg)").count() == 0
    assert page.locator(".film:not([tabindex='0'])").count() == 0


def test_a_printed_page_shows_what_is_folded(browser: Browser) -> None:
    """On paper nothing can be unfolded."""
    page = browser.open(render(REPORTS["never_zeroed"]))
    printed = page.get_by_text("step 9000 loss")
    assert not printed.is_visible()
    page.emulate_media(media="print")
    assert printed.is_visible()
    page.emulate_media(media="screen")


def test_a_refusal_would_be_heard(browser: Browser) -> None:
    """Were a script or style to slip in, the page's own policy would refuse it, and this suite would notice."""
    slipped = '<script>document.title = 1</script><img src="https://example.invalid/x"><p style="color: red">'
    said = "\n".join(browser.faults(render(REPORTS["full_marks"]).replace("<main>", f"<main>{slipped}")))
    for directive in ("script-src", "img-src", "style-src", "image-alt"):
        assert directive in said


def test_a_page_that_is_hard_to_use_would_be_noticed(browser: Browser) -> None:
    """Pale text, a frame without a name and a wide picture are found, each in its way."""
    pale = render(REPORTS["full_marks"]).replace(
        "<main>", '<main><svg width="600"></svg><font color="#ddd">Pale</font>'
    )
    assert [fault.split(": ")[0] for fault in browser.faults(pale)] == ["serious", "wider than 320 pixels"]
    assert browser.faults_in_the_dark(pale.replace("#ddd", "#222"))[0].startswith("serious: color-contrast")
