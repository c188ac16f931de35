"""A real browser that opens our pages, and says whatever is wrong with them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

EXECUTABLE = shutil.which("chromium") or shutil.which("google-chrome")
MISSING = "needs chromium or google-chrome on the path"
_WIDE, _NARROW = {"width": 1100, "height": 900}, {"width": 320, "height": 900}
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_PATIENCE_MS = 100_000
"""A machine that runs other tests beside this one may be slow; a page that hangs is ended by the test's own limit."""
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Browser:
    """One window, in which one page after the other is opened."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._file = folder / "page.html"
        self._heard: list[str] = []
        self._axe = Axe()
        page.set_default_timeout(_PATIENCE_MS)
        page.on("console", lambda message: self._heard.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self._heard.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self._heard.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: self._heard.append(f"request: {request.url}"))

    def open(self, text: str) -> Page:
        """Open a page in a wide window, and return it as the browser has it."""
        self._file.write_text(text, encoding="utf-8")
        self._page.set_viewport_size(_WIDE)
        self._page.emulate_media(color_scheme="light")
        self._heard.clear()
        self._page.goto(self._file.as_uri())
        self._heard.remove(f"request: {self._file.as_uri()}")
        return self._page

    def faults(self, text: str) -> list[str]:
        """Open a page; return what it says or asks for, what axe finds, and that it is too wide for a small window."""
        page = self.open(text)
        found = self._axe_finds()
        page.set_viewport_size(_NARROW)
        too_wide = ["wider than 320 pixels"] if page.evaluate(_TOO_WIDE) else []
        return [*self._heard, *found, *too_wide]

    def faults_in_the_dark(self, text: str) -> list[str]:
        """Open a page as those see it who prefer a dark one; return what axe finds of its contrast."""
        self.open(text).emulate_media(color_scheme="dark")
        return self._axe_finds("color-contrast")

    def _axe_finds(self, *rules: str) -> list[str]:
        only = {"runOnly": list(rules)} if rules else {}
        found = self._axe.run(self._page, options={"resultTypes": ["violations"], **only})
        return [
            f"{fault['impact']}: {fault['id']}: {node['html'][:200]}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]


@contextmanager
def opened(folder: Path) -> Iterator[Browser]:
    """Start the browser, and end it."""
    with sync_playwright() as driver, driver.chromium.launch(executable_path=EXECUTABLE, args=_QUIET) as chromium:
        yield Browser(chromium.new_page(), folder)
