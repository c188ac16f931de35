"""`grade gradescope` on a container's folder: whatever was handed in, a valid `results.json` is left."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from contract import valid
from notebooks import colab
from repository import REPOSITORY

EXAMPLES = REPOSITORY / "submissions_example"
RUBRIC = """
title: Two checks
submission: {network: MyNetwork, train: train}
run: {attempts: 3, limits: {load: 60 s}}
leaderboard: [parameters]
checks:
  - {check: layer_shapes, points: 1, input: [3], output: [5]}
  - {check: parameter_count, points: 1, at_least: 20, at_most: 10000}
  - {check: zero_grad, points: 1, visibility: hidden}
"""
HONEST = (EXAMPLES / "honest_lab_style/my_solution.py").read_text()
ENDLESS = f"{HONEST}\n\ndef train(network):\n    while True: pass\n"
pytestmark = [
    pytest.mark.timeout(200),
    pytest.mark.skipif(sys.platform != "linux", reason="the container is Linux"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A container's folder with a packed rubric and nothing handed in."""
    for name in ("submission", "results", "source/rubric"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "source/rubric/rubric.yaml").write_text(RUBRIC)
    return tmp_path


def hand_in(root: Path, example: str) -> None:
    """Put an example's files into the folder."""
    for path in (EXAMPLES / example).iterdir():
        if path.name != "expected.yaml":
            shutil.copy(path, root / "submission")


def started(root: Path, *more: str) -> subprocess.Popen[str]:
    """Start the entry point as the container does."""
    command = [sys.executable, "-m", "grader.cli", "gradescope", "--root", str(root), "--sandbox", "best", *more]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={"PATH": os.defpath}
    )


def run(root: Path, *more: str) -> tuple[int, dict[str, Any]]:
    """Run the entry point to its end; return its exit code and a valid `results.json`."""
    process = started(root, *more)
    _, stderr = process.communicate()
    assert "Traceback" not in stderr, stderr
    return process.returncode, valid((root / "results/results.json").read_bytes())


def points(results: dict[str, Any]) -> tuple[float, float]:
    """Score and largest score, as the site adds them up."""
    return sum(t["score"] for t in results["tests"]), sum(t["max_score"] for t in results["tests"])


def nobodys_fault(results: dict[str, Any]) -> str:
    """Return the details that instructors see, all else being what students see of a fault of the grader."""
    *shown, hidden = results["tests"]
    assert "not your fault" in results["output"]
    assert all("not your fault" in test["output"] for test in shown)
    assert hidden["visibility"] == "hidden"
    return str(hidden["output"])


@pytest.mark.parametrize(
    ("example", "code", "score"),
    [
        ("honest_two_files", 0, 3), ("never_zeroed", 1, 2), ("syntax_error", 1, 0),
        ("empty_file", 1, 0), ("sys_exit", 1, 2), ("segfault", 1, 2), ("two_candidates", 1, 0),
    ],
)  # fmt: skip
def test_every_outcome_leaves_valid_results(root: Path, example: str, code: int, score: float) -> None:
    """Scores add up to the rubric's, and the hidden check stays hidden."""
    hand_in(root, example)
    returned, results = run(root)
    assert returned == code, results
    assert points(results) == (score, 3)
    assert [t.get("visibility", "visible") for t in results["tests"]] == ["visible", "visible", "hidden"]
    assert results["stdout_visibility"] == "hidden"
    assert results["extra_data"]["report"]["score"] == score
    assert "reset" not in results["output"].lower(), "the hidden check's verdict"


def test_a_zip_is_found_and_the_assignments_points_and_the_leaderboard_are_filled_in(root: Path) -> None:
    """A notebook in it is the submission; the platform says how many points there are, and who handed in."""
    with zipfile.ZipFile(root / "submission/all.zip", "w") as archive:
        archive.writestr("work/my_solution.ipynb", colab(HONEST, "!pip install torch"))
        archive.writestr("__MACOSX/._my_solution.py", "x")
    metadata = {"assignment": {"total_points": "20.0"}, "users": [{"name": "Zoë 🦊"}]}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    code, results = run(root)
    assert (code, points(results)) == (0, (20, 20))
    assert "scaled to this assignment's 20" in results["output"]
    assert results["leaderboard"] == [{"name": "parameters", "value": 20.0, "order": "asc"}]
    assert results["extra_data"]["report"]["submission"]["students"] == ["Zoë 🦊"]


def test_a_folder_without_anything_is_a_submission_that_can_not_be_graded(root: Path) -> None:
    """No crash, and no fault of the grader."""
    code, results = run(root)
    assert (code, points(results)) == (1, (0, 3))
    assert "Expected a .py file or a notebook" in results["output"]


def test_a_zip_that_is_none_is_told(root: Path) -> None:
    """A file cut off on its way."""
    (root / "submission/all.zip").write_bytes(b"PK\x03\x04\0\0")
    code, results = run(root)
    assert (code, points(results)) == (1, (0, 3))
    assert "zip" in results["output"]


@pytest.mark.parametrize("more", [(), ("beside.py",)])
def test_a_link_to_the_reference_earns_nothing(root: Path, more: tuple[str, ...]) -> None:
    """A repository can hold links, and the platform checks it out as it is."""
    (root / "source/reference.py").write_text(HONEST)
    (root / "submission/my_solution.py").symlink_to("../source/reference.py")
    for name in more:
        (root / "submission" / name).write_text("")
    code, results = run(root)
    assert (code, points(results)) == (1, (0, 3))


@pytest.mark.parametrize("names", [(b"\xff.py",), (b"\xff.py", b"readme.txt")])
def test_a_name_that_is_no_text_is_told(root: Path, names: tuple[bytes, ...]) -> None:
    """Bytes that no report can hold, alone or beside others."""
    for name in names:
        Path(os.fsdecode(bytes(root / "submission") + b"/" + name)).write_text(HONEST)
    code, results = run(root)
    assert (code, points(results)) == (1, (0, 3))
    assert "rename the file" in results["output"]


def test_a_student_is_not_blamed_for_an_endless_grading(root: Path) -> None:
    """At its own deadline the process ends, three attempts or not, and the results say whose fault it is not."""
    (root / "submission/my_solution.py").write_text(ENDLESS)
    start = time.monotonic()
    code, results = run(root, "--deadline", "8")
    assert time.monotonic() - start < 20
    assert (code, points(results)) == (3, (0, 3))
    assert "deadline" in nobodys_fault(results)


def below(pid: int) -> list[int]:
    """Return the processes that descend from `pid`."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return children + [other for child in children for other in below(child)]


def told(pid: int, name: str) -> str:
    """Return what the kernel says of a process; empty once it is gone."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""


def lives(pid: int) -> bool:
    """Whether a process is there, and does not only wait for its parent to hear that it ended."""
    return told(pid, "stat").rpartition(") ")[2][:1] not in ("", "Z")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_grader_that_is_ended_leaves_results_and_no_process(root: Path, number: int) -> None:
    """Those that were there before student code ran; what it started ends too.

    The student's process is known by what it is from its first moment: the one to go where memory runs out.
    """
    (root / "submission/my_solution.py").write_text(ENDLESS)
    process = started(root)
    running: list[int] = []
    while not any(told(pid, "oom_score_adj").strip() == "1000" for pid in running):
        running = below(process.pid)
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    process.communicate()
    assert process.returncode == -number
    assert "stopped" in nobodys_fault(valid((root / "results/results.json").read_bytes()))
    deadline = time.monotonic() + 20
    while any(map(lives, running)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in running if lives(pid)] == []


def test_a_packed_rubric_that_is_gone_is_no_students_fault(root: Path) -> None:
    """No other one takes its place."""
    hand_in(root, "syntax_error")
    (root / "source/rubric/rubric.yaml").unlink()
    code, results = run(root)
    assert code == 2
    assert "rubric.yaml" in nobodys_fault(results)


@pytest.mark.parametrize("rubric", ["checks: [", None])
def test_a_rubric_that_is_wrong_or_names_what_is_missing_is_no_students_fault(root: Path, rubric: str | None) -> None:
    """There is a valid file then too, worth what the assignment is, with the reason for instructors."""
    hand_in(root, "syntax_error")
    (root / "submission_metadata.json").write_text('{"assignment": {"total_points": "12.5"}}')
    packed = root / "source/rubric/rubric.yaml"
    packed.write_text(rubric or RUBRIC.replace("checks:", "reference: gone.py\nchecks:"))
    code, results = run(root)
    assert (code, points(results)) == (2, (0, 12.5))
    assert "rubric.yaml" in nobodys_fault(results)
    assert "stopped" not in results["output"]


def test_a_missing_submission_folder_is_no_students_fault(root: Path) -> None:
    """The platform makes it; without it nothing was handed over."""
    (root / "submission").rmdir()
    code, results = run(root)
    assert (code, points(results)) == (2, (0, 3))
    assert f"{root}/submission: expected a folder with what was handed in; found: none" in nobodys_fault(results)
    assert "--root" in nobodys_fault(results)
    assert "stopped" not in results["output"]


def test_a_root_that_is_none_is_told_and_not_made(root: Path) -> None:
    """A slip in the path leaves no folders behind."""
    process = started(root / "nowhere")
    _, stderr = process.communicate()
    assert process.returncode == 2
    assert f"{root}/nowhere: expected a folder with `submission` in it; found no folder\nhint: put " in stderr
    assert not (root / "nowhere").exists()


def test_results_that_can_not_be_written_are_said(root: Path) -> None:
    """Then the exit code and one line are all there is."""
    (root / "results").rmdir()
    (root / "results").write_text("a file where the folder should be")
    process = started(root)
    _, stderr = process.communicate()
    assert process.returncode == 3
    assert "expected to write results.json" in stderr
    assert "Traceback" not in stderr
