"""`grade pack`: the same bytes every time, with a wheel that installs and all that the rubric names."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from repository import REPOSITORY

from grader.errors import RubricError, UsageError
from grader.gradescope.libraries import libraries
from grader.gradescope.pack import pack
from grader.gradescope.wheel import wheel
from grader.rubric import load

CHALLENGE = REPOSITORY / "rubrics/challenge.yaml"


def test_the_zip_is_the_same_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever it is made, in whatever folder, by whatever path: byte for byte."""
    packed = pack(CHALLENGE)
    for name in ("one", "two/deeper"):
        for folder in ("rubrics", "reference"):
            shutil.copytree(REPOSITORY / folder, tmp_path / name / folder)
    os.utime(tmp_path / "one/reference/challenge.py", (1e9, 1e9))
    monkeypatch.chdir(tmp_path / "one")
    assert pack(Path("rubrics/challenge.yaml")) == packed
    assert pack(tmp_path / "two/deeper/rubrics/challenge.yaml") == packed


def test_the_zip_holds_what_is_needed() -> None:
    """Scripts can be run, and the rubric finds its reference."""
    packed = pack(CHALLENGE)
    archive = zipfile.ZipFile(io.BytesIO(packed))
    names = archive.namelist()
    assert {"setup.sh", "run_autograder", "rubric/rubric.yaml", "reference/challenge.py"} < set(names)
    assert any(name.endswith(".whl") for name in names)
    for script in ("setup.sh", "run_autograder"):
        assert archive.getinfo(script).external_attr >> 16 & 0o111
        text = archive.read(script)
        assert text.startswith(b"#!")
        assert b"\r" not in text


@pytest.mark.parametrize("rubric", [CHALLENGE, *sorted((REPOSITORY / "rubrics/more").glob("*.yaml"))], ids=str)
def test_the_unpacked_rubric_is_the_same(rubric: Path, tmp_path: Path) -> None:
    """It loads where the container looks for it, with each file that it names."""
    zipfile.ZipFile(io.BytesIO(pack(rubric))).extractall(tmp_path)
    unpacked = load(tmp_path / "rubric/rubric.yaml")
    assert unpacked.sha256 == load(rubric).sha256
    contents = [[path.read_bytes() for path in rules.files] for rules in (unpacked, load(rubric))]
    assert contents[0] == contents[1]


def test_what_a_rubric_names_comes_along() -> None:
    """Its reference, what students are provided with, what is held out, and the instructor's tests."""
    names = zipfile.ZipFile(io.BytesIO(pack(REPOSITORY / "rubrics/more/moons.yaml"))).namelist()
    assert {"rubric/moons/reference.py", "rubric/moons/moons.csv", "rubric/moons/held_out.npz"} < set(names)
    names = zipfile.ZipFile(io.BytesIO(pack(REPOSITORY / "rubrics/more/any_order.yaml"))).namelist()
    assert "rubric/any_order/test_any_order.py" in names


def test_the_requirements_of_a_course_come_along(tmp_path: Path) -> None:
    """Beside the scripts that install them; without any the zip has no such file."""
    wanted = tmp_path / "libraries.txt"
    wanted.write_text("pandas>=2\n")
    arguments = ["pack", "--rubric", "challenge", "--out", str(tmp_path / "a.zip"), "--requirements", str(wanted)]
    subprocess.run([sys.executable, "-m", "grader.cli", *arguments], check=True, capture_output=True)
    archive = zipfile.ZipFile(tmp_path / "a.zip")
    assert archive.read("requirements.txt") == b"pandas>=2\n"
    assert b'-r "$source/requirements.txt"' in archive.read("setup.sh")
    assert "requirements.txt" not in zipfile.ZipFile(io.BytesIO(pack(CHALLENGE))).namelist()


def test_the_wheel_inside_is_one_that_pip_takes(tmp_path: Path) -> None:
    """Installed into an empty folder, it brings the rubrics, the scripts and the worker along."""
    name, content = wheel()
    (tmp_path / name).write_bytes(content)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", "there", name]
    subprocess.run(pip, cwd=tmp_path, check=True, capture_output=True)
    there = tmp_path / "there/grader"
    for file in (
        "inside/__main__.py",
        "render/templates/page.html",
        "gradescope/setup.sh",
        "shipped/rubrics/challenge.yaml",
    ):
        assert (there / file).is_file()
    assert not list(there.rglob("__pycache__/*.whl"))


def test_a_folder_of_a_reference_comes_along_whole(tmp_path: Path) -> None:
    """But for what Python and editors leave there."""
    for name in ("solution/main.py", "solution/parts/data.csv", "solution/__pycache__/main.pyc", "solution/.hidden"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "my.yml").write_text(CHALLENGE.read_text().replace("../reference/challenge.py", "solution"))
    names = zipfile.ZipFile(io.BytesIO(pack(tmp_path / "my.yml"))).namelist()
    assert [name for name in names if "solution" in name] == [
        "rubric/solution/main.py",
        "rubric/solution/parts/data.csv",
    ]


@pytest.mark.parametrize("words", ["{far}", "{beside}", "../../far/challenge.py"])
def test_a_reference_that_could_not_lie_there_is_refused(words: str, tmp_path: Path) -> None:
    """Far away, or named by a path of this machine, even where it lies beside the rubric."""
    far, beside = tmp_path / "far/challenge.py", tmp_path / "course/lab/challenge.py"
    for path in (far, beside):
        path.parent.mkdir(parents=True)
        shutil.copy(REPOSITORY / "reference/challenge.py", path)
    rubric = beside.with_name("rubric.yaml")
    words = words.format(far=far, beside=beside)
    rubric.write_text(CHALLENGE.read_text().replace("../reference/challenge.py", words))
    with pytest.raises(RubricError, match="to pack"):
        pack(rubric)


def test_a_rubric_that_is_wrong_is_not_packed(tmp_path: Path) -> None:
    """It is told on the instructor's desk, not in the students' results."""
    rubric = tmp_path / "rubric.yaml"
    rubric.write_text(CHALLENGE.read_text().replace("../reference/challenge.py", "gone.py"))
    with pytest.raises(RubricError, match="exists"):
        pack(rubric)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"pandas\n-r other.txt\n", ":2: expected a library; found `-r other.txt`"),
        (b"./local\n", ":1: expected a library; found `./local`"),
        (b"torch==2.6\n", ":1: expected a library; found `torch==2.6`"),
        (b"a\t# one\nb @ file:///home/b.whl\n", ":2: expected a library; found `b @ file:///home/b.whl`"),
        ("pandas\n".encode("utf-16"), ": expected text in UTF-8"),
    ],
)
def test_requirements_that_the_container_could_not_install_are_refused(
    tmp_path: Path, content: bytes, said: str
) -> None:
    """With the line, before anything is uploaded."""
    path = tmp_path / "requirements.txt"
    path.write_bytes(content)
    with pytest.raises(UsageError) as raised:
        libraries(path)
    assert f"{path}{said}" in str(raised.value)
