"""Rubrics, code, links and file names that README and guide show are as good as they look."""

import re
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest
from pages import PAGES, blocks, code, headings, links, named_in_passing, rubrics
from repository import REPOSITORY

from grader.cli import grade
from grader.rubric import Rubric, load

MORE_COMMANDS = {"bash", "sh", "shell"}


@pytest.mark.parametrize("text", rubrics())
def test_a_shown_rubric_is_one(text: str, tmp_path: Path) -> None:
    """It loads."""
    (tmp_path / "my_reference.py").touch()
    (tmp_path / "shown.yaml").write_text(text)
    assert load(tmp_path / "shown.yaml").checks


def test_every_command_stands_in_a_block_that_is_tried() -> None:
    """No block of another language hides commands from the tests."""
    assert blocks(*MORE_COMMANDS) == []


@pytest.mark.parametrize("words", named_in_passing())
def test_options_named_in_passing_exist(words: str) -> None:
    """A `grade …` within a sentence names real commands and real options."""
    _, *rest = words.split()
    command: click.Command = grade
    while isinstance(command, click.Group):
        known = rest and rest[0] in command.commands
        command = command.commands[rest.pop(0) if known else "submission"]
    known_options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= known_options


def test_the_check_that_contributors_are_shown_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own shown test passes: each diagnosis is reached."""
    check, test = code("contributors.md")
    module = ModuleType("grader.checks.quiet")
    exec(check, vars(module))
    monkeypatch.setitem(sys.modules, "grader.checks.quiet", module)
    monkeypatch.syspath_prepend(REPOSITORY / "tests" / "checks")
    shown: dict[str, object] = {}
    exec(test, shown)
    (mark,) = shown["test_each_diagnosis_is_reached"].pytestmark  # type: ignore[attr-defined]
    for case in mark.args[1]:
        shown["test_each_diagnosis_is_reached"](*case)  # type: ignore[operator]
    assert set(shown["CASES"]) == set(vars(module)["Quiet"].diagnoses())  # type: ignore[call-overload]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each link within the repository names a file that is there and a heading in it."""
    dead = [
        (file, heading)
        for start, file, heading in links()
        if start == page
        and not (
            (target := start.parent / file if file else start).exists() and (not heading or heading in headings(target))
        )
    ]
    assert dead == []


def test_every_key_of_a_rubric_is_described() -> None:
    """With what it says and what holds without it; the one of the rehearsal with an example too."""
    described = re.findall(r"^\| `(\w+)` \|", (REPOSITORY / "docs/checks.md").read_text(), re.MULTILINE)
    assert set(Rubric.model_fields) <= set(described)
    assert any(text.startswith("equivalent_mistakes:\n") for text in blocks("yaml"))


def test_the_guide_begins_with_links_to_all_its_pages() -> None:
    """Each page is reached from the first one."""
    index = (REPOSITORY / "docs/index.md").read_text()
    pages = {path.name for path in (REPOSITORY / "docs").glob("*.md")} - {"index.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_the_files_that_pages_name_exist() -> None:
    """Folders and files of the repository, written as code."""
    named = {
        (page.name, path)
        for page in PAGES
        for path in re.findall(
            r"`((?:grader|tests|docs|benchmarks|rubrics|reference|submissions_example)/[\w./-]*)`", page.read_text()
        )
    }
    assert [path for path in sorted(named) if not (REPOSITORY / path[1]).exists()] == []
