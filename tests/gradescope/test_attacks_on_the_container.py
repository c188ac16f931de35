"""Published attacks, handed in: none reaches the grader's side of the container, and the grade is what was earned."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from attacking import ATTACKS, attacking, stopped
from contract import valid
from repository import REPOSITORY

SANDBOX = REPOSITORY / "tests/sandbox"


def state(root: Path) -> dict[str, tuple[int, bytes]]:
    """Return the mode and content of all that the container holds, but of the results."""
    return {
        str(path.relative_to(root)): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in (root, *root.rglob("*"))
        if path.name != "results.json"
    }


@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    "place",
    [
        pytest.param("as it is", marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines")),
        pytest.param(
            "root in a container",
            marks=pytest.mark.skipif(
                sys.platform != "linux" or os.getuid() != 0, reason="needs root, to become what a container starts with"
            ),
        ),
    ],
)
def test_the_container_is_out_of_reach(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read or rewrite source, rubric, results and entry point, call home, end the grader, forge at exit.

    Where namespaces work, none of it is in the child's root; in a plain container its own user may write
    nothing there, Landlock lets it read nothing there, and seccomp denies sockets and signals.
    """
    monkeypatch.syspath_prepend(str(SANDBOX))
    from trial import Outside  # noqa: PLC0415  a script's own, beside the environments

    for name in ("submission", "results", "source/rubric", "source/reference"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("run_autograder", "source/run_autograder", "source/setup.sh", "source/reference/challenge.py"):
        (tmp_path / name).write_text("#!/bin/sh\n")
    (tmp_path / "source/rubric/rubric.yaml").write_text((REPOSITORY / "rubrics/challenge.yaml").read_text())
    outside = Outside()
    try:
        (tmp_path / "submission/my_solution.py").write_text(attacking({**outside.told, "root": str(tmp_path)}))
        before = state(tmp_path)
        command = [sys.executable, "-m", "grader.cli", "gradescope", "--root", str(tmp_path)]
        done = subprocess.run(
            [sys.executable, str(SANDBOX / "environment.py"), place, *command],
            capture_output=True, text=True, check=False, env={"PATH": os.defpath},
        )  # fmt: skip
        report = valid((tmp_path / "results/results.json").read_bytes())["extra_data"]["report"]
        printed = report["output"]["stdout"]
        assert outside.breaches(printed) == []
    finally:
        outside.close()
    assert stopped(printed).keys() == {path.stem for path in ATTACKS}, printed
    assert state(tmp_path) == before
    assert (done.returncode, report["score"]) == (0, 100), done.stderr + printed
