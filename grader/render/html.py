"""The report as one self-contained page: no script, no network, every text escaped."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from grader.render import words
from grader.render.audience import Audience, seen_by
from grader.render.curve import curve
from grader.render.drawing import drawing
from grader.render.evidence import tables
from grader.render.first import first
from grader.render.readable import readable
from grader.render.verdict import verdict
from grader.render.waiting import groups
from grader.report import Report

_TEMPLATES = Path(__file__).parent / "templates"


def render(report: Report, *, audience: Audience = "student") -> str:
    """Return the page of `report` for `audience`."""
    seen = seen_by(audience, report)
    return _page().render(report=seen, hidden=len(report.checks) - len(seen.checks), fix=first(seen))


@cache
def _page() -> Template:
    return environment().get_template("page.html")


def environment(*styles: str) -> Environment:
    """Return what all pages are made with: our templates and style, every text escaped and made readable.

    `styles` are the style sheets that a page has besides.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"prose": _prose}
    style = "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", *styles))
    environment.globals |= {
        "words": words,
        "tables": tables,
        "curve": curve,
        "drawing": drawing,
        "groups": groups,
        "verdict": verdict,
        "style": Markup(style),  # noqa: S704  our own file
        "style_hash": b64encode(sha256(style.encode()).digest()).decode(),
    }
    return environment


def _finalize(value: Any) -> Any:
    """Make every text readable as it is written to the page, so that no template can forget to."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else readable(value)


def _prose(text: str) -> Markup:
    """Set what stands between backticks as code."""
    parts = escape(readable(text)).split("`")
    if len(parts) % 2 == 0:
        return Markup("`").join(parts)
    code = Markup("<code>{}</code>")
    return Markup().join(code.format(part) if place % 2 else part for place, part in enumerate(parts))
