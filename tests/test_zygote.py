"""What happens when the process that forks children dies: it is replaced, and nobody gets a zero for it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from repository import REPOSITORY

from grader.rubric import find, load
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.session import open_session
from grader.submission import read

HONEST = REPOSITORY / "submissions_example/honest_lab_style/my_solution.py"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")


def children(pid: int) -> list[int]:
    """Return the processes that `pid` started and that still live."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@contextmanager
def killer(zygote: Zygote, *, times: int, children_first: bool) -> Iterator[list[int]]:
    """Kill the zygote `times` times, each at once or as soon as it has a child."""
    killed: list[int] = []
    leave = threading.Event()

    def hunt() -> None:
        while not leave.is_set() and len(killed) < times:
            process = zygote._warm._process
            if process.pid not in killed and (children(process.pid) or not children_first):
                killed.append(process.pid)
                process.kill()
            leave.wait(0.002)

    thread = threading.Thread(target=hunt)
    thread.start()
    try:
        yield killed
    finally:
        leave.set()
        thread.join()


@LINUX
def test_a_zygote_that_dies_in_mid_run_costs_nothing() -> None:
    """Its children live on, and the next one comes from its successor."""
    with Zygote() as zygote:
        zygote.wait_until_warm()
        session = open_session(load(find("challenge")), Place(zygote))
        with killer(zygote, times=1, children_first=True) as killed:
            report = session.grade(read(HONEST, "MyNetwork"))
    assert len(killed) == 1
    assert (report.outcome, report.score) == ("graded", 100)


def test_a_submission_is_tried_twice_and_then_the_fault_is_ours() -> None:
    """Where every zygote dies there is no score, rather than a zero."""
    with Zygote() as zygote:
        zygote.wait_until_warm()
        session = open_session(load(find("challenge")), Place(zygote))
        with killer(zygote, times=99, children_first=False) as killed:
            report = session.grade(read(HONEST, "MyNetwork"))
    assert len(killed) >= 2
    assert (report.outcome, report.score) == ("infrastructure", None)
    assert {check.status for check in report.checks} == {"error"}


@LINUX
def test_nothing_is_left_of_a_grade_that_is_killed(tmp_path: Path) -> None:
    """A second after SIGKILL there is no process and no folder."""
    endless = tmp_path / "my_solution.py"
    endless.write_text(
        f"{HONEST.read_text()}\n\ndef train(network):\n    print('x', flush=True)\n    while True:\n        pass\n"
    )
    grade = subprocess.Popen(
        [sys.executable, "-m", "grader.cli", endless],
        env={"PATH": os.defpath, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
    )
    tree = wait_for_tree(grade.pid, 4)
    assert list(tmp_path.glob("grade-*"))
    grade.kill()
    grade.wait()
    deadline = time.monotonic() + 1
    while (any(map(alive, tree)) or list(tmp_path.glob("grade-*"))) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not [pid for pid in tree if alive(pid)]
    assert list(tmp_path.iterdir()) == [endless]


def wait_for_tree(root: int, size: int) -> set[int]:
    """Return the descendants of `root` as soon as there are `size` of them."""
    deadline = time.monotonic() + 30
    tree: set[int] = set()
    while len(tree) < size and time.monotonic() < deadline:
        tree = set()
        level = {root}
        while level := {child for pid in level for child in children(pid)}:
            tree |= level
        time.sleep(0.01)
    assert len(tree) >= size
    return tree


def alive(pid: int) -> bool:
    """Whether the process runs; one that waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
