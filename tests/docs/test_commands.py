"""Every `grade` command and every rubric that README and guide show is tried as it stands there."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from repository import REPOSITORY

from grader.rubric import load

PAGES = sorted([REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *(REPOSITORY / "docs").glob("*.md")])
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
RUBRIC = re.compile(r"^```yaml\n((?:#.*\n)*title:.*?)^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("make ", "pipx install .")
"""Set-up, which CI and the test of the wheel run."""
SOLUTION = """
import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=2e-2)
    for _ in range(500):
        x = torch.randint(-10, 11, (32, 3)).float()
        wanted = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        loss = ((network(x) - wanted) ** 2).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
"""
MOVES_ON = {1}
"""Marks lost, or one hand-in that could not be loaded: the command did its work."""


def shown() -> list[str]:
    """Return each command once, in the order of the pages."""
    lines = [line for page in PAGES for block in CONSOLE.findall(page.read_text()) for line in block.splitlines()]
    commands = [line.removeprefix("$ ").partition("  #")[0].strip() for line in lines if line.startswith("$ ")]
    return list(dict.fromkeys(command for command in commands if not command.startswith(ELSEWHERE)))


def rubrics() -> list[str]:
    """Return each rubric once."""
    return list(dict.fromkeys(text for page in PAGES for text in RUBRIC.findall(page.read_text())))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """What the pages take for granted: a solution, a rubric, a class, a sheet, a container's folders."""
    for name in ("my_solution.py", "their_solution.py", "my_reference.py"):
        (tmp_path / name).write_text(SOLUTION)
    (tmp_path / "my_script.py").write_text(f"{SOLUTION}\n\nmy_network = MyNetwork()\ntrain(my_network)\n")
    (tmp_path / "my_rubric.yaml").write_text(rubrics()[0])
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        archive.writestr("Ada/my_solution.py", SOLUTION)
        archive.writestr("Bo/my_solution.py", "oh")
    (tmp_path / "canvas_gradebook.csv").write_text("Student,ID,Lab (1)\nPoints Possible,,10\nAda,1,\nBo,2,\n")
    return tmp_path


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="some commands are strict about the sandbox")
@pytest.mark.parametrize("command", shown())
def test_a_shown_command_works(command: str, desk: Path) -> None:
    """It runs from a folder that holds what it names, and ends as the pages say."""
    assert command.startswith("grade "), f"a kind of command that no test runs: {command}"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=desk, env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, *MOVES_ON}, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for named in re.findall(r"(?:--(?:html|json|out)|>) (\S+)", command):
        assert (desk / named).exists(), done.stderr


@pytest.mark.parametrize("text", rubrics())
def test_a_shown_rubric_is_one(text: str, desk: Path) -> None:
    """It loads."""
    (desk / "shown.yaml").write_text(text)
    assert load(desk / "shown.yaml").checks


def test_the_files_that_pages_name_exist() -> None:
    """Folders and files of the repository, written as code."""
    named = {
        (page.name, path)
        for page in PAGES
        for path in re.findall(
            r"`((?:grader|tests|docs|benchmarks|rubrics|reference|submissions_example)/[\w./-]*)`", page.read_text()
        )
    }
    assert [path for path in sorted(named) if not (REPOSITORY / path[1]).exists()] == []
