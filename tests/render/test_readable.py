"""`readable`: text from elsewhere, made safe to look at."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.render.readable import readable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b2J", r"\x9b2J"),
        ("a\rb\x00", r"a\rb\x00"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2066a\u2069", r"\u2066a\u2069"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_steers_is_shown_as_an_escape(text: str, shown: str) -> None:
    """Control, bidirectional and broken characters are seen, not obeyed."""
    assert readable(text) == shown


@pytest.mark.parametrize("text", ["a\tb\nc", "שלום", "naïve – ±10 ✓", "👩‍🔬"])
def test_honest_text_is_left_alone(text: str) -> None:
    """Letters of any script, tabs, line ends and joined emoji stay as they are."""
    assert readable(text) == text


def test_windows_line_ends_are_line_ends() -> None:
    """A file from Windows does not fill the page with escapes."""
    assert readable("a\r\nb") == "a\nb"


def test_a_long_line_keeps_its_beginning_and_its_end() -> None:
    """A line of a million characters becomes one that says how much was left out."""
    shown = readable("begin" + "x" * 1_000_000 + "end", line=100)
    assert shown.startswith("begin")
    assert shown.endswith("end")
    assert "999,908 characters left out" in shown
    assert len(shown) < 200


def test_many_lines_keep_their_beginning_and_their_end() -> None:
    """A million short lines are cut in the middle too."""
    shown = readable("\n".join(f"line {n}" for n in range(100_000)), most=1_000)
    assert shown.startswith("line 0\n")
    assert shown.endswith("line 99999")
    assert len(shown) < 1_100


@given(st.text(alphabet=st.characters(), max_size=300))
def test_no_text_keeps_a_steering_character(text: str) -> None:
    """Whatever is handed in, nothing that a terminal obeys and no half character comes out."""
    left = {unicodedata.category(character) for character in readable(text) if character not in "\t\n"}
    assert left.isdisjoint({"Cc", "Cs"})
