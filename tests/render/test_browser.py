"""The pages in a real browser, which says what it would not load or run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from reports import LONG_LINES, REPORTS

from grader.render.html import render

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--v=0",
    "--dump-dom",
]
CONSOLE = re.compile(r"CONSOLE.*")

pytestmark = pytest.mark.skipif(BROWSER is None, reason="needs chromium or google-chrome on the path")


def complaints(folder: Path, pages: dict[str, str]) -> list[str]:
    """Return what the browser's console says when it opens `pages`, all in one window."""
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    frames = "".join(f'<iframe src="{name}.html"></iframe>' for name in pages)
    (folder / "all.html").write_text(f"<!doctype html><title>all</title>{frames}", encoding="utf-8")
    assert BROWSER is not None
    command = [BROWSER, *QUIET, f"--user-data-dir={folder / 'profile'}", (folder / "all.html").as_uri()]
    seen = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert seen.stdout.count("<iframe") == len(pages)
    return CONSOLE.findall(seen.stderr)


def test_pages_open_without_a_word(tmp_path: Path) -> None:
    """No page, hostile ones included, makes the browser complain of anything it refused."""
    pages = {name: render(given, audience="instructor") for name, given in REPORTS.items()}
    assert complaints(tmp_path, {**pages, "long_lines": render(LONG_LINES)}) == []


def test_a_refusal_would_be_heard(tmp_path: Path) -> None:
    """Were a script or style to slip in, the page's own policy would refuse it, and this suite would notice."""
    slipped = '<script>document.title = 1</script><img src="https://example.invalid/x"><p style="color: red">'
    spoilt = render(REPORTS["full_marks"]).replace("<main>", f"<main>{slipped}")
    said = "\n".join(complaints(tmp_path, {"spoilt": spoilt}))
    for directive in ("script-src", "img-src", "style-src"):
        assert directive in said
