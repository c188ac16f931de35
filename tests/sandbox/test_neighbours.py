"""Two submissions that run at once: neither can see, change or end the other, in any place a grader is run in."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from places import HERE, LINUX, NEEDS_ROOT

NETWORK = """
import torch
from torch import nn

class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)
"""
QUIET = f"""{NETWORK}
def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for _ in range(3000):
        x = torch.randint(-10, 11, (3,)).float()
        loss = (network(x) - torch.stack([*x, x[2] + 1, x[2] + 2])).square().sum()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    open("mine.txt", "w").write("a secret of mine")
"""
HOSTILE = f"""{NETWORK}
import glob, os, time

def attempts():
    # Signal 0 is permitted where any other is, and does nothing: where a wall is down, nobody is harmed.
    yield "signalled everybody", lambda: os.kill(-1, 0)
    for pid in (*range(2, 400), *range(max(2, os.getpid() - 400), os.getpid() + 400)):
        if pid != os.getpid():
            yield "signalled another process", lambda: os.kill(pid, 0)
            yield "read another's memory", lambda: open(f"/proc/{{pid}}/environ", "rb").read()
            yield "listed another's files", lambda: os.listdir(f"/proc/{{pid}}/cwd/")
    for folder in ("/tmp", "/var/tmp", "/dev/shm"):
        for other in glob.glob(f"{{folder}}/grade-*"):
            if other != os.getcwd():
                yield "listed another's folder", lambda: os.listdir(other)
                yield "wrote into another's folder", lambda: open(f"{{other}}/student.py", "a").close()

def train(network):
    end = time.monotonic() + 2
    while time.monotonic() < end:
        for what, attempt in attempts():
            try:
                attempt()
            except OSError:
                continue
            print("THROUGH:", what, flush=True)
"""
RUBRIC = """
title: Neighbours
submission: {network: MyNetwork, train: train}
run: {attempts: 1}
checks:
  - {check: parameter_count, points: 1, at_least: 20, at_most: 20}
  - {check: zero_grad, points: 1}
  - {check: held_out_loss, points: 1, inputs: {integers: [a, b, c], low: -10, high: 10},
     target: [a, b, c, c + 1, c + 2], full_marks_below: 1, no_marks_above: 5}
"""
PLACES = [
    pytest.param("as it is", marks=LINUX),
    pytest.param("ordinary user, no namespaces", marks=NEEDS_ROOT),
    pytest.param("root in a container", marks=NEEDS_ROOT),
]


def graded(folder: Path, out: Path, place: str) -> dict[str, dict[str, Any]]:
    """Grade a class in two lanes in `place`; return the reports by the students' names, without their times."""
    done = subprocess.run(
        [
            *(sys.executable, HERE / "environment.py", place, sys.executable, "-m", "grader.cli", "batch", folder),
            *("--out", out, "--rubric", folder.parent / "rubric.yaml", "--jobs", "2", "--sandbox", "best"),
        ],
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    reports = [json.loads(file.read_bytes()) for file in out.rglob("report.json")]
    for report in reports:
        del report["environment"]
        for phase in report["phases"]:
            del phase["seconds"]
    return {report["submission"]["name"]: report for report in reports}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that every user can reach, as pytest's own are not, with the rubric in it."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        Path(name, "rubric.yaml").write_text(RUBRIC)
        yield Path(name)


def handed_in(folder: Path, name: str, **students: str) -> Path:
    """Write a class."""
    (folder / name).mkdir()
    for student, source in students.items():
        (folder / name / f"{student}.py").write_text(source)
    return folder / name


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> dict[str, Any]:
    """The quiet one's report when it runs alone."""
    return graded(handed_in(folder, "alone", quiet=QUIET), folder / "graded alone", "as it is")["quiet"]


@pytest.mark.parametrize("place", PLACES)
def test_a_neighbour_changes_nothing(folder: Path, undisturbed: dict[str, Any], place: str) -> None:
    """The quiet one's report is the same with and without the hostile one beside it, which gets nowhere."""
    reports = graded(handed_in(folder, place, hostile=HOSTILE, quiet=QUIET), folder / f"graded {place}", place)
    assert reports["hostile"]["phases"][2]["outcome"] == "ok", reports["hostile"]["phases"]
    assert reports["hostile"]["output"]["stdout"] == ""
    assert undisturbed["score"] == 3.0
    assert reports["quiet"] == undisturbed
