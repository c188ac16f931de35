"""`grade rubric check`, as an instructor runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REFERENCE = """
import random
import torch
from torch import nn

class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(1, 2)

    def forward(self, x):
        return self.m1(x)

def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05)
    for _ in range(400):
        c = random.randint(-3, 3)
        loss = torch.sum((network(torch.tensor([float(c)])) - torch.tensor([float(c), c + 1.0])) ** 2)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
"""
RUBRIC = """
title: Add one
submission: {network: MyNetwork, train: train}
run: {attempts: 1}
reference: reference.py
checks:
  - {check: layer_shapes, points: 1, input: [1], output: [2]}
  - {check: parameter_count, points: 1, at_most: 100}
  - {check: learned, points: 0}
  - check: held_out_loss
    points: 3
    requires: [learned]
    inputs: {integers: [c], low: -3, high: 3, count: 50}
    target: [c, c + 1]
    full_marks_below: 0.01
    no_marks_above: 1
"""
ZERO_GRAD = "  - {check: zero_grad, points: 2}\n"
EXCUSED = "resets the gradients every second time only"


def check(folder: Path, rubric: str, reference: str = REFERENCE) -> subprocess.CompletedProcess[str]:
    """Try a rubric in `folder`."""
    (folder / "rubric.yaml").write_text(rubric)
    (folder / "reference.py").write_text(reference)
    command = [sys.executable, "-m", "grader.cli", "rubric", "check", "rubric.yaml", "--seeds", "2", "--jobs", "2"]
    return subprocess.run(
        [*command, "--json", "found.json"],
        cwd=folder, capture_output=True, text=True, check=False, env={"PATH": os.defpath, "PYTHONPATH": ""},
    )  # fmt: skip


@pytest.mark.timeout(300)
def test_a_rubric_that_catches_every_mistake_is_good(tmp_path: Path) -> None:
    """Exit code 0, and each mistake is there with the checks that it lost points on."""
    done = check(tmp_path, RUBRIC + ZERO_GRAD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "full marks on 2 of 2 seeds" in done.stdout
    found = json.loads((tmp_path / "found.json").read_text())
    assert (found["good"], found["passed"], found["survivors"]) == (True, 2, [])
    (suggested,) = found["suggested"]
    assert suggested["then_missed_by_chance"] <= suggested["missed_by_chance"] + 0.05
    lost = {mistake["mistake"]: mistake["lost"] for mistake in found["mistakes"]}
    assert len(lost) >= 20
    assert "zero_grad" in lost[EXCUSED]
    assert "learned" in lost["hard-codes the answer in forward"]


@pytest.mark.timeout(300)
def test_a_mistake_that_survives_is_told_with_its_lines(tmp_path: Path) -> None:
    """Without `zero_grad`, two steps for one backward keep all points, and so do others; with a reason they may."""
    done = check(tmp_path, f"{RUBRIC}equivalent_mistakes:\n  {EXCUSED}: the lab comes to that later\n")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "A student who steps twice gets 5 of 5 points" in done.stdout
    assert "+        optimizer.step()" in done.stdout
    assert "`zero_grad`" in done.stdout
    assert "may pass: the lab comes to that later" in done.stdout
    assert f"A student who {EXCUSED}" not in done.stdout


@pytest.mark.parametrize(
    ("rubric", "reference", "said"),
    [
        (RUBRIC.replace("reference: reference.py\n", ""), REFERENCE, "expected a `reference` solution"),
        (RUBRIC, "x = 1\ndef train(:\n", "reference.py:2: expected a reference in Python"),
        (RUBRIC, "raise ValueError('no')\n", "expected the reference to earn marks"),
        (f"{RUBRIC}equivalent_mistakes: {{step twice: it may}}\n", REFERENCE, "did you mean `steps twice`?"),
    ],
)
def test_without_a_reference_that_runs_there_is_nothing_to_try(
    tmp_path: Path, rubric: str, reference: str, said: str
) -> None:
    """Told as an error of the rubric, without a traceback."""
    done = check(tmp_path, rubric, reference)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


SCRIPT = """
title: A total
submission: {script: true}
reference: reference.py
checks: [{check: pytest, points: 4, file: test_total.py}]
"""


def test_why_the_reference_lost_marks_is_told(tmp_path: Path) -> None:
    """In the words that a student would read; an instructor's own tests are among what is tried."""
    (tmp_path / "test_total.py").write_text("def test_total(submission): assert submission.total == 4, 'not four'\n")
    done = check(tmp_path, SCRIPT, "total = 1 + 2\n")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "full marks on 0 of 2 seeds" in done.stdout
    assert "`test_total` failed: not four." in done.stdout


@pytest.mark.timeout(300)
def test_a_check_without_points_that_cost_others_theirs_is_told(tmp_path: Path) -> None:
    """Where `learned` fails, what requires it is not judged, and that alone says nothing of the reason."""
    done = check(
        tmp_path, RUBRIC, REFERENCE.replace("return self.m1(x)", "return torch.cat([x, x + 1], -1) + 0 * self.m1(x)")
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "It lost marks on held_out_loss, learned: " in done.stdout
    assert "learned: With random numbers in place of its parameters" in done.stdout


def test_tests_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """With what pytest said."""
    (tmp_path / "test_total.py").write_text("import not_there\ndef test_total(submission): pass\n")
    done = check(tmp_path, SCRIPT, "total = 1 + 2\n")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "expected pytest to find tests in test_total.py" in done.stderr
    assert "No module named 'not_there'" in done.stderr
    assert "Traceback" not in done.stderr
