"""Where layers are missing, `batch` refuses before anybody's code has run; one's own file runs and is told of it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import NEEDS_ROOT, run_in

EXAMPLE = Path(__file__).parents[2] / "submissions_example" / "never_zeroed" / "my_solution.py"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A class that an ordinary user may read and grade."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "class").mkdir(mode=0o755)
        shutil.copyfile(EXAMPLE, folder / "class/ada.py")
        yield folder


def grade(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `grade` as a user whose kernel knows neither Landlock nor namespaces."""
    return run_in("ordinary user, old kernel", "-m", "grader.cli", *words, cwd=folder)


@NEEDS_ROOT
def test_a_class_is_not_graded_behind_half_a_wall(folder: Path) -> None:
    """Exit 3, which layers are missing and why, and what can be done; nobody has a report."""
    done = grade(folder, "batch", "class", "--out", "out")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "found it without landlock, namespaces, root_filesystem" in done.stderr
    assert "landlock_create_ruleset: Function not implemented" in done.stderr
    assert "`--sandbox best` runs with those that hold" in done.stderr
    assert not list((folder / "out").glob("*/report.json"))


@NEEDS_ROOT
def test_ones_own_file_is_graded_and_the_missing_layers_are_told(folder: Path) -> None:
    """And refused too where strict is asked for."""
    done = grade(folder, "class/ada.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "landlock" in done.stdout
    refused = grade(folder, "class/ada.py", "--sandbox", "strict")
    assert refused.returncode == 3, refused.stdout + refused.stderr
