"""What a person reads who made a mistake in a rubric file.

Each `bad/<name>.yaml` holds one kind of mistake, and `bad/<name>.txt` what is said about it.
"""

from pathlib import Path

import pytest

from grader.checks import KINDS
from grader.errors import RubricError
from grader.rubric import load

BAD = Path(__file__).with_name("bad")
RUBRICS = sorted(BAD.glob("*.yaml"))


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_a_mistake_is_told_with_its_place_and_what_was_expected(path: Path) -> None:
    """The message is the one beside the rubric, and says where, what was expected and what was found."""
    with pytest.raises(RubricError) as caught:
        load(path)
    said = f"{caught.value}\n".replace(f"{BAD}/", "")
    wanted = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert said == wanted.replace("{kinds}", ", ".join(f"`{kind}`" for kind in sorted(KINDS)))
    first = said.splitlines()[0]
    assert first.startswith(f"{path.name}:")
    assert "expected" in first
    assert "found" in first
    assert len(said.splitlines()) < 20
    assert "Traceback" not in said


def test_there_are_at_least_25_kinds_of_mistake() -> None:
    """Each has its message, and no message is left without its rubric."""
    assert len(RUBRICS) >= 25
    assert {path.stem for path in RUBRICS} == {path.stem for path in BAD.glob("*.txt")}
