"""The command line as a person meets it: a real process, its output and its exit code."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from repository import REPOSITORY

from grader.sandbox.devices import gpus

EXAMPLES = REPOSITORY / "submissions_example"


def grade(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `grade` in a pipe and return what it said."""
    command = [sys.executable, "-m", "grader.cli", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd or REPOSITORY,
        stdin=subprocess.DEVNULL,
    )


def test_a_full_marks_solution_exits_with_0_and_writes_both_reports(tmp_path: Path) -> None:
    """The report is on standard output, the files are written, and the JSON follows its schema."""
    page, data = tmp_path / "r.html", tmp_path / "r.json"
    done = grade(EXAMPLES / "honest_lab_style/my_solution.py", "--html", page, "--json", data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100" in done.stdout
    assert str(page) in done.stdout
    assert done.stderr == ""
    schema = json.loads(grade("rubric", "schema", "--report").stdout)
    report = json.loads(data.read_text())
    jsonschema.validate(report, schema)
    assert report["score"] == report["max_score"] == 100
    assert "<script" not in page.read_text()


def test_lost_marks_exit_with_1() -> None:
    """A submission that can't be loaded is graded with 0 points; nothing of the machine's paths is shown."""
    done = grade(EXAMPLES / "syntax_error/my_solution.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "line 4" in done.stdout
    assert str(REPOSITORY) not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no_such_file.py"], "found nothing at no_such_file.py"),
        (["README.md", "--rubric", "chalenge"], "challenge"),
        (["--no-such-option"], "--no-such-option"),
        (["README.md", "--sandbox", "maybe"], "maybe"),
        (["README.md", "--device", "gpu"], "choose from `cpu`, `cuda`"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_to_do(arguments: list[str], said: str) -> None:
    """The message is on standard error, and it is no traceback."""
    done = grade(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A path below a file can't be written: exit 2, no traceback."""
    done = grade(EXAMPLES / "empty_file/my_solution.py", "--html", tmp_path / "no" / "folder.html")
    assert done.returncode == 2
    assert "folder.html" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_that_is_read_is_written_over(tmp_path: Path) -> None:
    """A slip in an option costs neither a student's code nor a rubric."""
    work, rubric = tmp_path / "work.py", tmp_path / "one.yaml"
    work.write_text("print(3)\n")
    rubric.write_text("title: One\nsubmission: {network: N, train: train}\nchecks: [{check: zero_grad, points: 1}]\n")
    before = work.read_bytes(), rubric.read_bytes()
    for arguments in (
        [work, "--html", work],
        [tmp_path, "--json", work],
        [work, "--rubric", rubric, "--json", rubric],
        ["rubric", "check", rubric, "--json", rubric],
        ["pack", "--rubric", rubric, "--out", rubric],
    ):
        done = grade(*arguments)
        assert done.returncode == 2, done.stdout
        assert "expected a n" in done.stderr
    assert (work.read_bytes(), rubric.read_bytes()) == before


@pytest.mark.skipif(bool(gpus()), reason="there is a GPU")
def test_a_device_that_is_not_here_exits_with_3() -> None:
    """No submission is at fault; what to do is said."""
    done = grade(EXAMPLES / "empty_file/my_solution.py", "--device", "cuda")
    assert done.returncode == 3
    assert "found no GPU" in done.stderr
    assert "--device cpu" in done.stderr


def test_help_lists_the_options_of_a_submission_and_the_exit_codes() -> None:
    """One page tells how to grade, and what the exit codes mean."""
    done = grade("--help")
    assert done.returncode == 0
    for word in ("SUBMISSION", "--rubric", "--html", "--json", "--seed", "--sandbox", "Exit codes", "rubric"):
        assert word in done.stdout


def test_the_same_file_and_seed_give_the_same_report_bytes_apart_from_times(tmp_path: Path) -> None:
    """Two runs differ in nothing but the seconds."""
    reports = []
    for name in ("one.json", "two.json"):
        grade(EXAMPLES / "exploding/my_solution.py", "--json", tmp_path / name, "--seed", "3")
        report = json.loads((tmp_path / name).read_text())
        for phase in report["phases"]:
            del phase["seconds"]
        reports.append(json.dumps(report))
    assert reports[0] == reports[1]


def test_the_doctor_lists_every_layer_and_says_whether_strict_mode_runs() -> None:
    """Each layer is tried in a real child; exit 3 where one is missing that this machine needs."""
    done = grade("doctor")
    assert done.returncode in {0, 3}, done.stderr
    assert ("strict mode runs here" in done.stdout) == (done.returncode == 0)
    assert "cpu     a step took" in done.stdout
    for layer in ("namespaces", "landlock", "seccomp", "rlimits", "lifeline"):
        assert layer in done.stdout


NEW = ("rubric", "new", "lab", "--title", "x", "--inputs", "a", "--target", "a", "--network", "N", "--train", "train")


@pytest.mark.parametrize(
    ("command", "file"), [(("pack", "--rubric", "challenge", "--out"), ""), ((*NEW, "--folder"), "lab.yaml")]
)
def test_whatever_cannot_be_written_is_said(command: tuple[str, ...], file: str, tmp_path: Path) -> None:
    """A file stands where the folder should be: one line, and no fault of the grader."""
    (tmp_path / "no").touch()
    there = tmp_path / "no" / "there.zip" / file
    done = grade(*command, tmp_path / "no" / "there.zip")
    assert done.returncode == 3
    assert f"error: {there.parent}: expected to write {there.name}; found: " in done.stderr
