"""The built wheel, installed into a fresh environment, grades without the repository."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import REPOSITORY

EXAMPLE = REPOSITORY / "submissions_example/honest_lab_style/my_solution.py"


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


@pytest.fixture(scope="module")
def fresh() -> Iterator[Path]:
    """A virtual environment with the built wheel in it, where every user reaches it."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield installed(Path(name))


def installed(folder: Path) -> Path:
    """Build the wheel and install it below `folder`; return the environment's folder."""
    # Hatchling writes nothing into the sources, so the repository itself can be built from.
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    fresh = folder / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", fresh, cwd=folder)
    # Dependencies are taken over from this environment, torch being large; the project itself is not.
    site = next((fresh / "lib").glob("python3*/site-packages"))
    shutil.copytree(
        sysconfig.get_path("purelib"),
        site,
        dirs_exist_ok=True,
        copy_function=link_or_copy,
        ignore=lambda _, names: [n for n in names if n.startswith(("grade_torch", "_grade_torch", "__editable__"))],
    )
    run(fresh / "bin/python", "-m", "pip", "install", "--quiet", "--no-deps", wheel, cwd=folder)
    return fresh


@pytest.mark.timeout(300)
def test_the_wheel_carries_rubrics_and_grades_with_them(fresh: Path, tmp_path: Path) -> None:
    """`pip install` and one file are enough: rubrics and references travel inside the package."""
    where = run(fresh / "bin/python", "-c", "import grader; print(grader.__file__)", cwd=tmp_path)
    assert where.startswith(str(fresh))
    # A dependency of torch that the warm process does not import: it has to be found below /tmp, where the child's
    # own /tmp lies.
    solution = tmp_path / "my_solution.py"
    solution.write_text(f"import networkx\n{EXAMPLE.read_text()}")
    assert "100 / 100" in run(fresh / "bin/grade", solution, cwd=tmp_path)


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines")
@pytest.mark.parametrize(
    "place",
    [
        "as it is",
        *(
            pytest.param(place, marks=pytest.mark.skipif(os.getuid() != 0, reason="needs root, to become that"))
            for place in ("ordinary user, no namespaces", "root in a container")
        ),
    ],
)
def test_what_is_installed_is_out_of_sight(fresh: Path, place: str) -> None:
    """The references lie in the package then, in a folder that Python has to read, and `lib64` leads there too.

    Names may be listed: Landlock gives a right to a folder for all below it, and Python lists the folder of packages.
    """
    desk = Path(tempfile.mkdtemp(dir=fresh.parent))
    desk.chmod(0o777)
    attack = (REPOSITORY / "tests/sandbox/attacks/read_reference.py").read_text()
    tell = "def tell(said): print(said)\ndef through(said): print('THROUGH', said)\n"
    solution = desk / "my_solution.py"
    solution.write_text(f"{tell}{attack}\nprint('over')\n{EXAMPLE.read_text()}")
    grade = (fresh / "bin/python", fresh / "bin/grade", solution, "--rubric", "challenge", "--json", desk / "out")
    environment = REPOSITORY / "tests/sandbox/environment.py"
    subprocess.run([fresh / "bin/python", environment, place, *grade], cwd=desk, capture_output=True, check=False)
    printed = json.loads((desk / "out").read_text())["output"]["stdout"]
    assert "over" in printed
    assert "THROUGH read" not in printed
