"""The built wheel, installed into a fresh environment, grades without the repository."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from repository import REPOSITORY


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, and return what it printed."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, cwd=cwd, env={"PATH": os.defpath}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def link_or_copy(source: str, target: str) -> None:
    """Take over one file: a hard link where the file system allows it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.mark.timeout(300)
def test_the_wheel_carries_rubrics_and_grades_with_them(tmp_path: Path) -> None:
    """`pip install` and one file are enough: rubrics and references travel inside the package."""
    # Hatchling writes nothing into the sources, so the repository itself can be built from.
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, REPOSITORY, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    fresh = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", fresh, cwd=tmp_path)
    # Dependencies are taken over from this environment, torch being large; the project itself is not.
    site = next((fresh / "lib").glob("python3*/site-packages"))
    shutil.copytree(
        sysconfig.get_path("purelib"),
        site,
        dirs_exist_ok=True,
        copy_function=link_or_copy,
        ignore=lambda _, names: [n for n in names if n.startswith(("grade_torch", "_grade_torch", "__editable__"))],
    )
    python = fresh / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", wheel, cwd=tmp_path)
    where = run(python, "-c", "import grader; print(grader.__file__)", cwd=tmp_path)
    assert where.startswith(str(fresh))
    example = REPOSITORY / "submissions_example/honest_lab_style/my_solution.py"
    # A dependency of torch that the warm process does not import: it has to be found below /tmp, where the child's
    # own /tmp lies.
    solution = tmp_path / "my_solution.py"
    solution.write_text(f"import networkx\n{example.read_text()}")
    assert "100 / 100" in run(fresh / "bin" / "grade", solution, cwd=tmp_path)
