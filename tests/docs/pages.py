"""What README and guide show: sessions of commands, rubrics, snippets, links."""

import re
from collections.abc import Iterator
from pathlib import Path

from repository import REPOSITORY

PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md")])
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`(grade [^`\n]+)`(?!`)")


def blocks(*languages: str) -> list[str]:
    """Return each fenced block of these languages once, in the order of the pages."""
    found = (block for page in PAGES for block in _BLOCK.findall(page.read_text()))
    return list(dict.fromkeys(text for language, text in found if language in languages))


def sessions() -> Iterator[tuple[str, ...]]:
    """Yield the commands of each console block that shows one which no block before it did."""
    known: set[str] = set()
    for block in blocks("console"):
        lines = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
        commands = tuple(line.partition("  #")[0].strip() for line in lines)
        if not known.issuperset(commands):
            known.update(commands)
            yield commands


def named_in_passing() -> list[str]:
    """Return each `grade …` that stands within a sentence."""
    return sorted({text for page in PAGES for text in _INLINE.findall(page.read_text())})


def rubrics() -> list[str]:
    """Return each whole rubric."""
    return [text for text in blocks("yaml") if re.match(r"(#.*\n)*title:", text)]


def code(page: str) -> list[str]:
    """Return the Python blocks of one page of the guide."""
    found: list[tuple[str, str]] = _BLOCK.findall((REPOSITORY / "docs" / page).read_text())
    return [text for language, text in found if language == "python"]


def links() -> Iterator[tuple[Path, str, str]]:
    """Yield page, file and heading of each link that stays within the repository."""
    for page in PAGES:
        text = _BLOCK.sub("", page.read_text())
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"\w+:", target):
                file, _, heading = target.partition("#")
                yield page, file, heading


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, made as GitHub and the guide make them."""
    found = re.findall(r"^#+ (.+)$", _BLOCK.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}
