"""Finding and opening rubric files."""

import os
from pathlib import Path

import pytest

from grader.errors import RubricError, UsageError
from grader.rubric import find, load
from grader.shipped import shipped


def test_a_shipped_rubric_is_found_by_its_name() -> None:
    """No path is needed for the rubrics that come along."""
    assert find("challenge") == shipped("rubrics") / "challenge.yaml"


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    """Any file may be named."""
    path = tmp_path / "mine.yml"
    path.touch()
    assert find(str(path)) == path


@pytest.mark.parametrize("name", ["chalenge", "rubrics/chalenge.yaml", "Challenge"])
def test_an_unknown_name_is_answered_with_the_nearest(name: str) -> None:
    """A slip of the pen is told."""
    with pytest.raises(UsageError, match="did you mean `challenge`"):
        find(name)


@pytest.mark.parametrize("ending", ["yaml", "yml"])
def test_a_file_that_lacks_its_ending_is_told(ending: str, tmp_path: Path) -> None:
    """A name alone is that of a shipped rubric, so the file is named and not taken."""
    (tmp_path / f"lab3.{ending}").touch()
    with pytest.raises(UsageError) as told:
        find(str(tmp_path / "lab3"))
    assert told.value.hint == f"did you mean the file `{tmp_path / 'lab3'}.{ending}`?"


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\0b", "../..", "nothing_like_it"])
def test_odd_names_are_told_too(name: str) -> None:
    """Whatever is typed, the answer is a usage error."""
    with pytest.raises(UsageError):
        find(name)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    """Neither is a rubric."""
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(RubricError, match="expected a rubric file"):
            load(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    """The system's reason is given."""
    path = tmp_path / "secret.yaml"
    path.touch(mode=0)
    with pytest.raises(RubricError, match="Permission denied"):
        load(path)


def test_an_enormous_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """50 MB are no rubric."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(RubricError, match="at most 1 MiB"):
        load(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"[" + b"1," * 400_000, "at most 10000 values"),
        (b"- " * 400_000, "at most 20 levels"),
        (b"{" * 900_000, "expected a word as key"),
        (b"k: &a [*a]\n" * 90_000, "the anchor `&a`"),
    ],
    ids=["long", "deep", "deep_in_braces", "anchors"],
)
def test_a_file_made_to_be_slow_is_refused_soon(tmp_path: Path, text: bytes, said: str) -> None:
    """A small file can't keep the reader busy: it is refused long before its end."""
    path = tmp_path / "slow.yaml"
    path.write_bytes(text)
    with pytest.raises(RubricError, match=said):
        load(path)


def test_shipped_files_lie_in_the_package_where_it_is_installed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A wheel carries them inside; a checkout has them at its root."""
    (tmp_path / "rubrics").mkdir()
    monkeypatch.setattr("grader.shipped._INSTALLED", tmp_path)
    assert shipped("rubrics") == tmp_path / "rubrics"
    assert shipped("reference") == Path(__file__).parents[2] / "reference"
