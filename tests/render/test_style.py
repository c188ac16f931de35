"""The style sheet's colours."""

import re
from itertools import product
from pathlib import Path

import pytest

import grader.render

STYLE = (Path(grader.render.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", theme)) for theme in STYLE.split("@media")[:2])


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "surface"),
    [*product(["ink", "quiet", "accent", "passed", "partial", "failed"], ["paper", "wash", "accent-wash"])],
)
def test_every_text_can_be_read(theme: dict[str, str], text: str, surface: str) -> None:
    """Each colour of text has at least the contrast of WCAG AA on each surface, in both themes."""
    assert contrast(theme[text], theme[surface]) >= 4.5
