"""What every check kind must have: a file of its own name, a test, a documented page that is fresh."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from grader.checks import KINDS

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_file_a_test_and_a_page(kind: str) -> None:
    """A new kind is one file, one test and one page."""
    assert KINDS[kind].__module__ == f"grader.checks.{kind}"
    assert (REPOSITORY / f"tests/checks/test_{kind}.py").is_file()
    assert f"\n## {kind}\n" in (REPOSITORY / "docs/checks.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def beside_some_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work where the files lie that the examples in docstrings name."""
    for name in ("moons/held_out.npz", "any_order/test_any_order.py"):
        (tmp_path / Path(name).name).symlink_to(REPOSITORY / "rubrics/more" / name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_in_its_docstring_is_valid(kind: str) -> None:
    """What the documentation shows can be copied."""
    example = re.search(r"```yaml\n(.*?)```", KINDS[kind].__doc__ or "", re.DOTALL)
    assert example
    (entry,) = yaml.safe_load(example[1])
    assert KINDS[kind].model_validate(entry).check == kind


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described(kind: str) -> None:
    """Each key of the kind says what it is for, to editors and on its page."""
    fields = KINDS[kind].model_fields
    assert [name for name, field in fields.items() if not field.description and name != "check"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_check_is_named_after_its_kind_unless_the_rubric_says_otherwise(kind: str) -> None:
    """Its id is its kind where none is given."""
    example = re.search(r"```yaml\n(.*?)```", KINDS[kind].__doc__ or "", re.DOTALL)
    assert example
    (entry,) = yaml.safe_load(example[1])
    assert KINDS[kind].model_validate(entry).id == kind
    assert KINDS[kind].model_validate({**entry, "id": "other"}).id == "other"


def test_the_page_is_fresh() -> None:
    """`docs/checks.md` is what `docs/build_checks.py` would write."""
    subprocess.run([sys.executable, str(REPOSITORY / "docs/build_checks.py"), "--check"], check=True)
