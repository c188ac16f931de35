"""Every command that README and guide show is run as it stands there, in the order of its block."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from pages import blocks, rubrics, sessions
from repository import REPOSITORY

BIN = Path(sys.executable).parent
ENVIRONMENT = {"PATH": f"{BIN}{os.pathsep}{os.defpath}", "TERM": "dumb"}
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
WORKED = {0, 1}
"""1: marks lost, or one hand-in that could not be loaded; the command did its work."""
ELSEWHERE = {
    "make ": "test_the_makefile_has_what_is_shown, and CI, which is `make check test`",
    "pipx install .": "tests/test_wheel.py, which builds the wheel and installs it",
    "dask ": "test_a_cluster_as_shown",
    "docker ": "test_the_container_as_shown",
}
"""Who runs what can't be run from a folder with a solution and a class in it."""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="some commands are strict about the sandbox")


def here(commands: tuple[str, ...]) -> tuple[str, ...]:
    """Return those that this file runs in a folder of its own."""
    return tuple(c for c in commands if "--dask" not in c and not c.startswith(tuple(ELSEWHERE)))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """What the pages take for granted: a solution, a rubric, a class, a sheet."""
    for name in ("my_solution.py", "their_solution.py", "my_reference.py"):
        (tmp_path / name).write_text(SOLUTION)
    (tmp_path / "my_script.py").write_text(f"{SOLUTION}\n\nmy_network = MyNetwork()\ntrain(my_network)\n")
    (tmp_path / "my_rubric.yaml").write_text(rubrics()[0])
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        archive.writestr("Ada/my_solution.py", SOLUTION)
        archive.writestr("Bo/my_solution.py", "oh")
    (tmp_path / "canvas_gradebook.csv").write_text("Student,ID,Lab (1)\nPoints Possible,,10\nAda,1,\nBo,2,\n")
    return tmp_path


@LINUX
@pytest.mark.timeout(300)
@pytest.mark.parametrize("commands", [c for c in sessions() if here(c)], ids=lambda commands: here(commands)[0])
def test_shown_commands_work(commands: tuple[str, ...], desk: Path) -> None:
    """Each ends as the pages say, and the files that it names are there."""
    for command in here(commands):
        assert command.startswith(("grade ", "python3 ")), f"a kind of command that no test runs: {command}"
        if command.endswith("--watch"):
            assert "/ 100" in watched(command, desk)
            continue
        done = run(command, desk)
        assert done.returncode in WORKED, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        for named in re.findall(r"(?:--(?:html|json|out)|>) (\S+)", command):
            assert (desk / named).exists(), done.stderr


def test_the_makefile_has_what_is_shown() -> None:
    """Each `make` target exists, and says beside it what it does."""
    shown = {command.split()[1] for commands in sessions() for command in commands if command.startswith("make ")}
    described = re.findall(r"^([\w-]+):.*##", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    assert shown <= set(described)


@LINUX
@pytest.mark.timeout(300)
def test_the_demo_runs() -> None:
    """`make demo` grades its example in the environment that is there, and says where the page is."""
    ready = ["make", "-o", ".venv/.ready", f"BIN={BIN}", "demo"]
    done = subprocess.run(ready, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "report.html" in done.stdout


@LINUX
@pytest.mark.timeout(300)
def test_a_cluster_as_shown(desk: Path) -> None:
    """Scheduler and workers start as shown, at a free port, and the class is graded on them."""
    (scheduler, worker, batch) = next(commands for commands in sessions() if commands[0].startswith("dask "))
    with running(f"{scheduler} --port 0 --no-dashboard --host 127.0.0.1", desk) as log:
        address = said(log, r"Scheduler at:\s+(tcp://\S+)")
        with running(f"{worker.replace('tcp://scheduler:8786', address)} --no-dashboard", desk) as joined:
            said(joined, r"Registered to:\s+(\S+)")
            done = run(batch.replace("tcp://scheduler:8786", address), desk)
    assert done.returncode in WORKED, done.stdout + done.stderr
    assert (desk / "graded" / "gradebook.csv").exists()


@pytest.mark.skipif(not shutil.which("docker", path=ENVIRONMENT["PATH"]), reason="docker is not installed")
@pytest.mark.timeout(900)
def test_the_container_as_shown(desk: Path) -> None:
    """The image is built and writes results; the network is needed."""
    shutil.copy(REPOSITORY / "Dockerfile", desk)
    for folder in ("handed_in", "results"):
        (desk / folder).mkdir()
    shutil.copy(desk / "my_solution.py", desk / "handed_in")
    for command in next(commands for commands in sessions() if any(c.startswith("docker ") for c in commands)):
        done = run(command, desk)
        assert done.returncode in WORKED, done.stdout + done.stderr
    assert (desk / "results" / "results.json").exists()


@LINUX
@pytest.mark.timeout(300)
def test_the_steps_for_github_work(desk: Path) -> None:
    """The scripts of the shown workflow leave the report on the summary, and fail where marks are lost."""
    (workflow,) = [yaml.safe_load(text) for text in blocks("yaml") if text.startswith("name: grade")]
    steps = {step.get("name"): step for step in workflow["jobs"]["grade"]["steps"]}
    (desk / "container/submission").mkdir(parents=True)
    (desk / "container/submission/my_solution.py").write_text(SOLUTION.replace("optimizer.zero_grad()", "pass"))
    codes = [
        subprocess.run(
            # What `shell: bash` stands for there.
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[name]["run"]], cwd=desk, check=False,
            env=ENVIRONMENT | {"GITHUB_STEP_SUMMARY": str(desk / "summary.md")}, stdout=subprocess.DEVNULL,
        ).returncode
        for name in ("Grade", "Show the report")
    ]  # fmt: skip
    assert codes == [1, 0]
    assert "30 / 100" in (desk / "summary.md").read_text()
    assert (desk / "container/results/results.json").exists()


def run(command: str, desk: Path) -> subprocess.CompletedProcess[str]:
    """Run one line as a shell does."""
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=desk, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def watched(command: str, desk: Path) -> str:
    """Run what goes on until Ctrl-C up to its first report, and return what it said."""
    with subprocess.Popen(
        command.split(), cwd=desk, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True, executable=BIN / "grade"
    ) as process:
        assert process.stdout is not None
        lines = []
        while not lines or "Ctrl-C ends" not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1]
        process.send_signal(signal.SIGINT)
    assert process.returncode == 0
    return "".join(lines)


@contextmanager
def running(command: str, desk: Path) -> Iterator[Path]:
    """Run what serves until it is ended, and give the file with what it says."""
    log = desk / f"{command.split()[1]}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"], cwd=desk, env=ENVIRONMENT, stdout=out, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield log
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def said(log: Path, pattern: str) -> str:
    """Return what `pattern` finds in the file, as soon as it is there."""
    deadline = time.monotonic() + 100
    while not (found := re.search(pattern, log.read_text())):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    return found[1]
