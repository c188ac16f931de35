"""`grade pack`: the same bytes every time, with a wheel that installs and all that the rubric names."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from repository import REPOSITORY

from grader.errors import RubricError
from grader.gradescope.pack import pack
from grader.gradescope.wheel import wheel

CHALLENGE = REPOSITORY / "rubrics/challenge.yaml"


def test_the_zip_is_the_same_every_time_and_holds_what_is_needed() -> None:
    """Scripts can be run, and the rubric finds its reference."""
    packed = pack(CHALLENGE)
    assert packed == pack(CHALLENGE)
    archive = zipfile.ZipFile(io.BytesIO(packed))
    names = archive.namelist()
    assert {"setup.sh", "run_autograder", "rubric/rubric.yaml", "reference/challenge.py"} < set(names)
    assert any(name.endswith(".whl") for name in names)
    for script in ("setup.sh", "run_autograder"):
        assert archive.getinfo(script).external_attr >> 16 & 0o111
        text = archive.read(script)
        assert text.startswith(b"#!")
        assert b"\r" not in text


def test_what_a_rubric_names_comes_along() -> None:
    """Its reference, what students are provided with, what is held out, and the instructor's tests."""
    names = zipfile.ZipFile(io.BytesIO(pack(REPOSITORY / "rubrics/more/moons.yaml"))).namelist()
    assert {"rubric/moons/reference.py", "rubric/moons/moons.csv", "rubric/moons/held_out.npz"} < set(names)
    names = zipfile.ZipFile(io.BytesIO(pack(REPOSITORY / "rubrics/more/any_order.yaml"))).namelist()
    assert "rubric/any_order/test_any_order.py" in names


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


def test_a_reference_far_away_is_refused(tmp_path: Path) -> None:
    """It could not lie where the rubric looks for it."""
    rubric = tmp_path / "rubric.yaml"
    far = REPOSITORY / "reference/challenge.py"
    rubric.write_text(CHALLENGE.read_text().replace("../reference/challenge.py", str(far)))
    with pytest.raises(RubricError, match="to pack"):
        pack(rubric)
