"""`grade gradescope` on a container's folder: whatever was handed in, a valid `results.json` is left."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from repository import REPOSITORY

EXAMPLES = REPOSITORY / "submissions_example"
SCHEMA = json.loads((Path(__file__).parent / "results.schema.json").read_text())
ENVIRONMENT = REPOSITORY / "tests/sandbox/environment.py"
RUBRIC = """
title: Two checks
submission: {network: MyNetwork, train: train}
run: {attempts: 1}
leaderboard: [parameters]
checks:
  - {check: layer_shapes, points: 1, input: [3], output: [5]}
  - {check: parameter_count, points: 1, at_least: 20, at_most: 10000}
  - {check: zero_grad, points: 1, visibility: hidden}
"""
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
    (tmp_path / "run_autograder").write_text("#!/bin/sh\n")
    return tmp_path


def hand_in(root: Path, example: str) -> None:
    """Put an example's files into the folder."""
    for path in (EXAMPLES / example).iterdir():
        if path.name != "expected.yaml":
            shutil.copy(path, root / "submission")


def run(root: Path, *more: str, place: str = "as it is") -> tuple[int, dict[str, Any]]:
    """Run the entry point as the container does; return its exit code and a valid `results.json`."""
    command = [sys.executable, "-m", "grader.cli", "gradescope", "--root", str(root), "--sandbox", "best", *more]
    if place != "as it is":
        command = [sys.executable, str(ENVIRONMENT), place, *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": os.defpath})
    assert "Traceback" not in done.stderr, done.stderr
    results = json.loads((root / "results/results.json").read_bytes())
    jsonschema.validate(results, SCHEMA)
    return done.returncode, results


def modes(root: Path) -> dict[str, int]:
    """Return the mode of every file and folder of the container."""
    return {str(p.relative_to(root)): p.stat().st_mode for p in (root, *root.rglob("*"))}


def points(results: dict[str, Any]) -> tuple[float, float]:
    """Score and largest score, as the site adds them up."""
    return sum(t["score"] for t in results["tests"]), sum(t["max_score"] for t in results["tests"])


@pytest.mark.parametrize(
    ("example", "code", "score"),
    [
        ("honest_lab_style", 0, 3), ("honest_two_files", 0, 3), ("never_zeroed", 1, 2), ("syntax_error", 1, 0),
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


def test_a_zip_is_found_and_the_leaderboard_is_filled(root: Path) -> None:
    """One file of any kind is the submission."""
    with zipfile.ZipFile(root / "submission/all.zip", "w") as archive:
        archive.write(EXAMPLES / "honest_lab_style/my_solution.py", "work/my_solution.py")
    _, results = run(root)
    assert points(results) == (3, 3)
    assert results["leaderboard"] == [{"name": "parameters", "value": 20.0, "order": "asc"}]


@pytest.mark.parametrize(
    ("metadata", "total"),
    [
        ('{"assignment": {"total_points": "20.0"}, "users": [{"name": "Zoë 🦊"}]}', 20),
        ('{"assignment": {"total_points": "7.77"}}', 7.77),
        ('{"assignment": {"total_points": "NaN"}}', 3), ('{"assignment": {"total_points": "-1"}}', 3),
        ('{"assignment": []}', 3), ("[" * 9999, 3), ("", 3), ("\0", 3),
    ],
)  # fmt: skip
def test_points_are_scaled_to_the_assignments(root: Path, metadata: str, total: float) -> None:
    """Exactly, to the hundredth; odd or broken metadata say nothing."""
    (root / "submission_metadata.json").write_text(metadata)
    hand_in(root, "syntax_error")
    _, results = run(root)
    assert round(points(results)[1], 6) == total
    assert ("scaled" in results["output"]) == (total != 3)


def test_a_student_is_not_blamed_for_an_endless_grading(root: Path) -> None:
    """At its own deadline the process ends, and the results say whose fault it is not."""
    (root / "submission/my_solution.py").write_text(
        (EXAMPLES / "honest_lab_style/my_solution.py").read_text() + "\n\ndef train(network):\n    while True: pass\n"
    )
    code, results = run(root, "--deadline", "8")
    assert code == 3
    assert points(results) == (0, 3)
    assert "not your fault" in results["output"]
    hidden = [t for t in results["tests"] if t.get("visibility") == "hidden"]
    assert "deadline" in hidden[-1]["output"]


def test_what_students_print_stays_text(root: Path) -> None:
    """Tags are escaped, and a flood is cut below the site's limit."""
    source = (EXAMPLES / "honest_lab_style/my_solution.py").read_text()
    (root / "submission/my_solution.py").write_text(
        f"print('<script>alert(1)</script>' + '\\x1b[31m' + '<b>' * 200_000)\n{source}"
    )
    _, results = run(root)
    assert "<script>" not in results["output"]
    assert "&lt;script&gt;" in results["output"]
    assert "\x1b" not in results["output"]


HOSTILE = """
import glob, os, socket
from torch import nn
FOUND = []
ROOT = {root!r}
for place in ("source", "source/rubric", "results", "run_autograder", "."):
    path = os.path.join(ROOT, place)
    for action in (os.listdir, lambda p: open(p).read(), lambda p: open(p + "/results.json", "w").write("{{}}"),
                   lambda p: open(p, "w").write("#!/bin/sh"), lambda p: os.rename(p, p + "-gone"),
                   lambda p: os.symlink("/etc/passwd", p + "/link")):
        try:
            FOUND.append(f"{{place}}: {{action(path)}}")
        except OSError:
            pass
    os.chmod(path, 0o777)  # answered with success and not done, so the test looks from outside
for path in ("/etc/shadow", f"{{ROOT}}/source/rubric/rubric.yaml", f"{{ROOT}}/results/results.json"):
    try:
        FOUND.append(open(path).read())
    except OSError:
        pass
try:
    socket.create_connection(("127.0.0.1", {port}), 1)
    FOUND.append("network")
except OSError:
    pass
for pid in range(1, 200):
    try:
        FOUND.append(open(f"/proc/{{pid}}/environ").read() if pid != os.getpid() else "")
    except OSError:
        pass
print("THROUGH" if any(FOUND) else "held", [f[:80] for f in FOUND if f])

class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)
    def forward(self, x):
        return self.m1(x)

def train(network):
    print("THROUGH" if any(FOUND) else "held")
"""


@pytest.mark.parametrize(
    "place",
    [
        "as it is",
        pytest.param(
            "root in a container",
            marks=pytest.mark.skipif(os.getuid() != 0, reason="needs root, to become what a container starts with"),
        ),
    ],
)
def test_the_container_is_out_of_reach(root: Path, place: str) -> None:
    """Published attacks: read or rewrite source, results and entry point, or call home.

    Where namespaces work, none of it is in the child's root; in a plain container its own user may write
    nothing there, Landlock lets it read nothing there, and seccomp denies sockets.
    """
    import socket  # noqa: PLC0415

    before = modes(root)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        (root / "submission/my_solution.py").write_text(HOSTILE.format(root=str(root), port=port))
        _, results = run(root, place=place)
    report = results["extra_data"]["report"]
    assert "THROUGH" not in report["output"]["stdout"], report["output"]["stdout"]
    assert "held" in report["output"]["stdout"], report["phases"]
    assert (root / "run_autograder").read_text() == "#!/bin/sh\n"
    assert {name: mode for name, mode in modes(root).items() if name in before} == before


def test_without_a_submission_the_grader_says_so(root: Path) -> None:
    """An empty folder is a submission that can't be graded, not a crash."""
    _, results = run(root)
    assert points(results) == (0, 3)
