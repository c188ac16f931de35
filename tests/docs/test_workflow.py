"""The workflow, the Dockerfile and the zip's scripts, as far as they run without what they are made for."""

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from contract import valid
from repository import REPOSITORY

from grader.gradescope.pack import pack

PAGE = (REPOSITORY / "docs/gradescope.md").read_text()


def steps() -> list[dict[str, Any]]:
    """Return the steps of the workflow that the page shows."""
    text = re.findall(r"^```yaml\n(name: grade.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    found: list[dict[str, Any]] = yaml.safe_load(text[0])["jobs"]["grade"]["steps"]
    return found


@pytest.mark.timeout(120)
@pytest.mark.skipif(sys.platform != "linux", reason="the entry point is strict about the sandbox")
def test_the_workflow_grades_what_was_pushed_and_shows_it(tmp_path: Path) -> None:
    """Its own commands, with the checkout in its place: marks lost end the step, and the summary has the report."""
    checkout = tmp_path / next(
        step["with"]["path"] for step in steps() if step.get("uses", "").startswith("actions/check")
    )
    (checkout / ".github/workflows").mkdir(parents=True)
    (checkout / "README.md").write_text("# Mine")
    (checkout / "my_solution.py").write_text(
        (REPOSITORY / "submissions_example/syntax_error/my_solution.py").read_text()
    )
    commands = {step["name"]: step["run"] for step in steps() if "run" in step and "name" in step}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}"
    environment = {"PATH": path, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    codes = [
        subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
            cwd=tmp_path, env=environment, check=False, capture_output=True,
        ).returncode
        for command in commands.values()
    ]  # fmt: skip
    assert codes == [1, 0]
    summary = (tmp_path / "summary.md").read_text()
    assert "Fix this first" in summary
    assert all(line.startswith("    ") for line in summary.splitlines()), "one block of code, whatever was printed"
    artifact = next(step["with"]["path"] for step in steps() if "upload" in step.get("uses", ""))
    assert valid((tmp_path / artifact).read_bytes())["tests"]


def test_the_dockerfile_and_the_page_use_what_the_zip_holds() -> None:
    """No Docker runs here: its steps are those that `make pack-test` takes."""
    names = {
        f"/autograder/source/{name}"
        for name in zipfile.ZipFile(io.BytesIO(pack(REPOSITORY / "rubrics/challenge.yaml"))).namelist()
    }
    dockerfile = (REPOSITORY / "Dockerfile").read_text()
    assert set(re.findall(r"/autograder/source/\w[\w.]*", dockerfile)) <= names
    assert "cp /autograder/source/run_autograder /autograder/run_autograder" in dockerfile
    assert 'CMD ["/autograder/run_autograder"]' in dockerfile
    said = [line for line in dockerfile.splitlines() if line.startswith("#   docker run")]
    assert said[0].removeprefix("#   ") in PAGE


def test_the_page_tells_where_a_longer_deadline_goes(tmp_path: Path) -> None:
    """At the end of the script's last line; the entry point takes it from there."""
    (option,) = re.findall(r"`(--deadline \d+)`", PAGE)
    script = zipfile.ZipFile(io.BytesIO(pack(REPOSITORY / "rubrics/challenge.yaml"))).read("run_autograder").decode()
    edited = tmp_path / "run_autograder"
    edited.write_text(f"{script.rstrip()} {option} --help\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/grade").symlink_to(Path(sys.executable).parent / "grade")
    done = subprocess.run(
        ["bash", str(edited)],
        env={"GRADE_HOME": str(tmp_path), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "leave ROOT/results/results.json" in done.stdout, done.stderr
