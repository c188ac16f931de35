"""`grade batch` on a small class, as an instructor runs it: real processes, a real sandbox, a real cluster."""

import csv
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import distributed
import pytest

from grader.batch.lanes import FEW
from grader.sandbox.devices import gpus

GOOD = """
import torch
from torch import nn

class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)

def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for number in range(60):
        loss = network(torch.ones(3)).square().sum()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
"""
STUDENTS = {
    "Ada": GOOD,
    "=Bo": GOOD.replace("        optimizer.zero_grad()\n", ""),
    "Çelik 🦊": GOOD.replace("nn.Linear(3, 5)", "nn.Linear(3, 4)"),
    "Dee": "def train(:\n",
    "Eve": GOOD.replace("for number in", "import os; os._exit(0)\n    for number in"),
    "Fay <b>": GOOD + "# again\n",
}
RUBRIC = """
title: "Small & <quick>"
submission: {network: MyNetwork, train: train}
run: {attempts: 1, limits: {train: 60 s}}
checks:
  - {check: layer_shapes, points: 2, input: [3], output: [5]}
  - {check: zero_grad, points: 3}
"""
pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="strict mode refuses to run elsewhere"),
]


SHEET = """Student,ID,Lab (1),Lab (2)
Points Possible,,10,10
Ada,1,,
Eve,3,7,
Zed,4,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A class to grade, and a rubric beside it."""
    for name, source in STUDENTS.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "my_solution.py").write_text(source)
    (tmp_path / "rubric.yaml").write_text(RUBRIC)
    return tmp_path


def command(out: str, *more: str) -> list[str]:
    """The command line; `best` where strict mode has no ground, as in many a container."""
    words = [sys.executable, "-m", "grader.cli", "batch", "class", "--out", out, "--rubric", "rubric.yaml"]
    return [*words, "--jobs", "2", "--sandbox", "best", *more]


def grade(folder: Path, out: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    return subprocess.run(
        command(out, *more), cwd=folder, capture_output=True, text=True, check=False, env=environment()
    )


def environment() -> dict[str, str]:
    """Nothing but what is needed."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8"}


def gradebook(folder: Path, out: str) -> dict[str, dict[str, str]]:
    """The gradebook's lines by the students' names."""
    with (folder / out / "gradebook.csv").open(newline="", encoding="utf-8") as file:
        return {line["name"]: line for line in csv.DictReader(file)}


def how_many_ran(done: subprocess.CompletedProcess[str]) -> int:
    """What it says it ran."""
    found = re.search(r"^run: (\d+)", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return int(found[1])


def files(folder: Path, out: str) -> dict[str, bytes]:
    """Every result that must not depend on how it came about."""
    results = (p for p in (folder / out).rglob("*") if p.is_file() and p.name in ("gradebook.csv", "junit.xml"))
    return {str(path.relative_to(folder / out)): path.read_bytes() for path in results}


def test_a_class_is_graded_judged_again_and_run_again_only_where_it_must(folder: Path) -> None:
    """One class through an instructor's day."""
    done = grade(folder, "out")
    assert done.returncode == 1, done.stdout + done.stderr
    lines = gradebook(folder, "out")
    assert {name: line["score"] for name, line in lines.items()} == {
        "Ada": "5.00", "'=Bo": "2.00", "Çelik 🦊": "3.00", "Dee": "0.00", "Eve": "2.00", "Fay <b>": "5.00",
    }  # fmt: skip
    assert lines["Dee"]["outcome"] == "not_graded"
    assert re.search(
        r"^score 0, nothing could be judged: Dee: SyntaxError: .* \(.*\.py, line \d+\)$", done.stdout, re.MULTILINE
    )
    assert how_many_ran(done) == 6
    for line in lines.values():
        for name in ("observation.json", "report.json", "report.html"):
            assert (folder / "out" / line["key"] / name).is_file()
    suites = ET.parse(folder / "out/junit.xml").getroot()
    assert len(suites) == 6
    assert sum(int(suite.get("failures", "0")) for suite in suites) == 2
    before = files(folder, "out")

    again = grade(folder, "out")
    assert how_many_ran(again) == 0
    assert files(folder, "out") == before

    sheet = folder / "canvas.csv"
    sheet.write_text(SHEET, encoding="utf-8-sig")
    unclear = grade(folder, "out", "--gradebook", str(sheet))
    assert unclear.returncode == 2
    assert "--column" in unclear.stderr
    filled = grade(folder, "out", "--gradebook", str(sheet), "--column", "2")
    assert "2 cells of “Lab (2)”" in filled.stdout
    assert "in the sheet, without a hand-in: Zed" in filled.stdout
    assert (folder / "out/canvas.csv").read_text(encoding="utf-8-sig") == SHEET.replace(
        "Ada,1,,", "Ada,1,,10.00"
    ).replace("Eve,3,7,", "Eve,3,7,4.00")
    sheet = folder / "moodle.csv"
    sheet.write_text("Identifier,Full name,Grade,Feedback comments\nParticipant 1,Dee,,\n")
    grade(folder, "out", "--gradebook", str(sheet))
    assert ',0.00,"Loading your file stopped with an error: ' in (folder / "out/moodle.csv").read_text()

    (folder / "rubric.yaml").write_text(RUBRIC.replace("points: 3", "points: 30"))
    judged = grade(folder, "out")
    assert how_many_ran(judged) == 0
    assert gradebook(folder, "out")["Ada"]["score"] == "32.00"

    (folder / "rubric.yaml").write_text(RUBRIC.replace("train: 60 s", "train: 50 s"))
    planned = grade(folder, "out")
    assert how_many_ran(planned) == 6
    assert "the rubric asks for another run" in planned.stdout

    (folder / "class/Ada/my_solution.py").write_text(GOOD + "# better\n")
    changed = grade(folder, "out")
    assert how_many_ran(changed) == 1
    assert "another submission" in changed.stdout


def test_a_larger_class_is_judged_again_in_several_processes(folder: Path) -> None:
    """With the same results as in one."""
    quick = GOOD.replace("range(60)", "range(3)")
    for number in range(FEW):
        (folder / "class" / f"More {number}").mkdir()
        (folder / "class" / f"More {number}" / "my_solution.py").write_text(quick + f"# {number}\n")
    assert grade(folder, "out").returncode == 1
    (folder / "rubric.yaml").write_text(RUBRIC.replace("points: 3", "points: 30"))
    shutil.copytree(folder / "out", folder / "one")
    shutil.rmtree(folder / "out" / gradebook(folder, "out")["Ada"]["key"])
    judged, in_one = grade(folder, "out"), grade(folder, "one", "--jobs", "1")
    assert (how_many_ran(judged), how_many_ran(in_one)) == (1, 0)
    assert f"judged without running: {FEW + 5}" in judged.stdout
    assert gradebook(folder, "out")["More 7"]["score"] == "32.00"
    assert files(folder, "out") == files(folder, "one")


def test_the_same_command_goes_on_wherever_it_was_killed(folder: Path) -> None:
    """Killed at random moments: nothing half-written, nothing lost, and in the end the same gradebook."""
    left = int(os.environ.get("KILLS", "4"))
    grade(folder, "whole")
    seeds = random.Random(0)
    while left:
        process = subprocess.Popen(
            command("out"), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
        )
        try:
            process.wait(seeds.uniform(0.3, 2.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            left -= 1
        else:
            shutil.rmtree(folder / "out")
        for path in (folder / "out").rglob("*.json"):
            assert path.read_bytes().endswith((b"}", b"]", b"}\n"))
        if left % 3 == 2:
            (folder / "out" / "gradebook.csv").unlink(missing_ok=True)
    done = grade(folder, "out")
    assert done.returncode == 1, done.stdout + done.stderr
    assert files(folder, "out") == files(folder, "whole")
    assert not list((folder / "out").rglob(".writing-*"))
    assert how_many_ran(grade(folder, "out")) == 0


def test_a_second_batch_on_the_same_folder_is_refused(folder: Path) -> None:
    """Clearly, and without harm to the first, which Ctrl-C in its terminal ends without a trace."""
    (folder / "class/Ada/my_solution.py").write_text(GOOD.replace("range(60)", "range(10**9)"))
    (folder / "tmp").mkdir()
    first = subprocess.Popen(
        command("out"), cwd=folder, stderr=subprocess.DEVNULL, start_new_session=True,
        env={**environment(), "TMPDIR": str(folder / "tmp")},
    )  # fmt: skip
    try:
        wait_for(folder / "out/.lock")
        second = grade(folder, "out")
        assert second.returncode == 2, second.stdout
        assert "no other batch" in second.stderr
        wait_for(folder / "tmp", "grade-*")
        os.killpg(first.pid, signal.SIGINT)
        assert first.wait(20) == 130
        wait_until_gone(folder / "tmp", "grade-*")
    finally:
        first.kill()
        first.wait()


def test_nobodys_file_is_overwritten(folder: Path) -> None:
    """Not the sheet that was downloaded, whatever it is called, and nothing in a folder that is not the command's."""
    (folder / "mine").mkdir()
    sheet = folder / "mine/gradebook.csv"
    sheet.write_text(SHEET)
    given = "--gradebook", str(sheet), "--column", "2"
    for out, more, told in (
        ("mine", (), "found a gradebook.csv that it did not write"),
        ("mine", given, "found a gradebook.csv that it did not write"),
        ("out", ("--column", "2"), "expected a sheet for --column; found none"),
    ):
        done = grade(folder, out, *more)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert not (folder / "out").exists()

    done = grade(folder, "out", *given)
    assert done.returncode == 1, done.stderr
    assert (folder / "out/filled-gradebook.csv").read_text() == SHEET.replace("Ada,1,,", "Ada,1,,10.00").replace(
        "Eve,3,7,", "Eve,3,7,4.00"
    )
    assert gradebook(folder, "out")["Ada"]["score"] == "5.00"
    inside = folder / "out/sheet.csv"
    inside.write_text(SHEET)
    refused = grade(folder, "out", "--gradebook", str(inside), "--column", "2")
    assert (refused.returncode, "outside of --out" in refused.stderr) == (2, True), refused.stderr
    assert sheet.read_text() == inside.read_text() == SHEET


def test_who_handed_in_again_is_told_with_what_was_replaced(folder: Path) -> None:
    """On the terminal and on the class page: the earlier file was not graded."""
    shutil.rmtree(folder / "class")
    (folder / "class").mkdir()
    (folder / "class/doejane_1_9006_lab.py").write_text(GOOD)
    (folder / "class/doejane_1_9010_lab-1.py").write_text("def train(:\n")
    done = grade(folder, "out", "--layout", "canvas")
    told = "earlier: doejane_1_9006_lab.py"
    assert f"handed in again, and the latest graded: doejane; {told}" in done.stdout
    assert f"handed in again; {told}" in (folder / "out/index.html").read_text()


def test_what_an_earlier_class_left_is_told_and_stays(folder: Path) -> None:
    """In one line, with what to do; what belongs to this class is not in it."""
    for name in list(STUDENTS)[1:]:
        shutil.rmtree(folder / "class" / name)
    assert "earlier batch" not in grade(folder, "out").stdout
    old = next((folder / "out").glob("ada*"))
    (folder / "class/Ada").rename(folder / "class/Gus")
    done = grade(folder, "out")
    (told,) = (line for line in done.stdout.splitlines() if "earlier batch" in line)
    assert told.startswith(f"left in out by an earlier batch, with no hand-in now: {old.name}; ")
    assert (old / "report.html").is_file()
    for number in range(12):
        shutil.copytree(old, folder / f"out/old-{number}")
    assert "old-6 and 3 more; " in grade(folder, "out").stdout


@pytest.mark.parametrize("out", ["class", "class/out", "class/Ada"])
def test_a_refused_folder_is_left_as_it_was(folder: Path, out: str) -> None:
    """Whatever lay among the hand-ins would be somebody's in the next run."""
    before = sorted(folder.rglob("*"))
    done = grade(folder, out)
    assert done.returncode == 2, done.stdout
    assert f"expected an output folder outside the hand-ins; found {out}" in done.stderr
    assert sorted(folder.rglob("*")) == before


def test_an_empty_folder_and_a_missing_one_are_told(folder: Path) -> None:
    """As errors of usage."""
    (folder / "empty").mkdir()
    for source in ("empty", "nowhere"):
        words = [word if word != "class" else source for word in command("out")]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, env=environment())
        assert done.returncode == 2, done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_a_cluster_gives_the_same_gradebook_also_when_a_worker_is_killed(folder: Path) -> None:
    """Two worker processes on loopback, one of them killed in mid-run."""
    for number in range(12):
        (folder / "class" / f"More {number}").mkdir()
        (folder / "class" / f"More {number}" / "my_solution.py").write_text(GOOD + f"# {number}\n")
    grade(folder, "here")
    with cluster(folder) as (address, workers):
        process = subprocess.Popen(
            command("there", "--dask", address), cwd=folder, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.STDOUT, env=environment(),
        )  # fmt: skip
        wait_for(folder / "there", "*/report.json", 4)
        workers[0].kill()
        said, _ = process.communicate(timeout=200)
        on_a_gpu = grade(folder, "nowhere", "--dask", address, "--device", "cuda")
    assert process.returncode == 1, said
    assert files(folder, "there") == files(folder, "here")
    assert on_a_gpu.returncode == 2
    assert "expected workers that offer GPUs" in on_a_gpu.stderr
    assert "--resources GPU=2" in on_a_gpu.stderr


@pytest.mark.skipif(bool(gpus()), reason="there is a GPU, which would be used")
def test_workers_that_offer_gpus_are_asked_for_them(folder: Path) -> None:
    """One submission at a time for each offered; where there is none after all, nobody's score suffers."""
    with cluster(folder, "--resources", "GPU=1") as (address, _):
        done = grade(folder, "out", "--dask", address, "--device", "cuda")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Ada: The grader itself could not work: expected the device cuda; found no GPU" in done.stdout
    assert "Dee: " in done.stdout


def test_a_cluster_needs_a_device_that_is_certain(folder: Path) -> None:
    """What its workers have is not looked at before."""
    done = grade(folder, "out", "--dask", "tcp://127.0.0.1:1", "--device", "auto")
    assert done.returncode == 2
    assert "found `auto`" in done.stderr


def wait_for(folder: Path, pattern: str = "", count: int = 1) -> None:
    """Return when so many files are there."""
    deadline = time.monotonic() + 100
    while (len(list(folder.glob(pattern))) if pattern else folder.exists()) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wait_until_gone(folder: Path, pattern: str) -> None:
    """Return when no such file is left."""
    deadline = time.monotonic() + 2
    while list(folder.glob(pattern)):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def cluster(folder: Path, *options: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Run a scheduler and two workers, each a process of its own, these with more `options`."""
    file = folder / "scheduler.json"
    run = [sys.executable, "-m"]
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment()}
    scheduler = subprocess.Popen(
        [*run, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
         "--scheduler-file", str(file)], **quiet,
    )  # fmt: skip
    workers = [
        subprocess.Popen(
            [*run, "distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny",
             "--no-dashboard", "--host", "127.0.0.1", *options], **quiet,
        )
        for _ in range(2)
    ]  # fmt: skip
    try:
        wait_for(file)
        address = re.search(r'"address": "([^"]+)"', file.read_text())
        assert address
        with distributed.Client(address[1], timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
        yield address[1], workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
