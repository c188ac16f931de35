"""`grade FILE --watch`, as a person meets it: a real process, saves of all kinds, and Ctrl-C."""

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from notebooks import colab
from observing import NETWORK
from repository import REPOSITORY

GOOD = NETWORK + "def train(network): pass\n"
ENDLESS = NETWORK + "def train(network):\n    while True: pass\n"
SECONDS = 90.0


class Watched:
    """A running `grade --watch`, and the lines it says."""

    def __init__(self, path: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "grader.cli", str(path), "--watch", *arguments]
        self._children = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, "TMPDIR": self._children.name},
            start_new_session=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def report(self) -> str:
        """Return the next whole report."""
        said: list[str] = []
        while not said or "Ctrl-C ends" not in said[-1]:
            said.append(self._lines.get(timeout=SECONDS))
        return "".join(said)

    def wait_until_it_trains(self) -> None:
        """Return when both children of a grading and the next one's have started: each has a folder of its own."""
        deadline = time.monotonic() + SECONDS
        while len(list(Path(self._children.name).iterdir())) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._listener.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._children.cleanup()

    def silent(self) -> bool:
        """Whether nothing more was said."""
        return self._lines.empty()


def alive(group: int) -> list[str]:
    """Return the states of a process group's processes that have not ended."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    states = [line.split()[1] for line in listed.splitlines() if line.split()[0] == str(group)]
    return [state for state in states if not state.startswith("Z")]


@pytest.fixture
def solution(tmp_path: Path) -> Path:
    """A file that can be graded."""
    path = tmp_path / "my_solution.py"
    path.write_text(GOOD)
    return path


@pytest.fixture
def watched(solution: Path) -> Iterator[Watched]:
    """A process that watches the file and has said its first report."""
    with Watched(solution) as running:
        assert "passed      The layers have the right shapes" in running.report()
        yield running


def test_each_save_gets_a_new_verdict(watched: Watched, solution: Path) -> None:
    """A fault that is saved is told, and its repair too, without a new start."""
    solution.write_text(GOOD.replace("Linear(3, 5)", "Linear(3, 4)"))
    assert "failed      The layers have the right shapes" in watched.report()
    solution.write_text(GOOD)
    assert "passed      The layers have the right shapes" in watched.report()


def test_a_save_during_training_calls_it_off(watched: Watched, solution: Path) -> None:
    """Nobody waits for the end of a loop that is mended already."""
    solution.write_text(ENDLESS)
    watched.wait_until_it_trains()
    solution.write_text(GOOD + "# mended\n")
    report = watched.report()
    assert "took too long" not in report
    assert "passed      The layers have the right shapes" in report
    assert watched.silent()


def test_editors_that_write_elsewhere_and_rename_are_seen(watched: Watched, solution: Path, tmp_path: Path) -> None:
    """A file may vanish and come back, or be replaced whole."""
    new = tmp_path / ".my_solution.py.swp"
    new.write_text(NETWORK)
    new.replace(solution)
    assert "Expected a function `train`" in watched.report()
    solution.unlink()
    solution.write_text(GOOD)
    assert "Expected a function `train`" not in watched.report()


def test_a_half_saved_file_is_told_and_then_forgotten(watched: Watched, solution: Path) -> None:
    """What comes first is an unfinished file, what comes last counts."""
    solution.write_text(GOOD[:-8])
    assert "SyntaxError" in watched.report()
    solution.write_text(GOOD)
    assert "SyntaxError" not in watched.report()


def test_ctrl_c_ends_it_cleanly_even_while_it_grades(watched: Watched, solution: Path) -> None:
    """Exit code 0, no traceback, and no process is left behind."""
    solution.write_text(ENDLESS)
    watched.wait_until_it_trains()
    os.killpg(watched.process.pid, signal.SIGINT)
    assert watched.process.wait(timeout=SECONDS) == 0
    assert watched.silent()
    assert alive(watched.process.pid) == []


def test_a_notebook_in_a_folder_is_watched_and_the_page_is_no_change(tmp_path: Path) -> None:
    """What `grade` itself writes into the folder does not set it off again."""
    notebook = tmp_path / "hw.ipynb"
    notebook.write_bytes(colab(NETWORK, "def train(network):\n    missing"))
    with Watched(tmp_path, "--html", str(tmp_path / "report.html")) as running:
        assert "cell 2, line 2" in running.report()
        notebook.write_bytes(colab(NETWORK, "!ls", "def train(network):\n    missing"))
        assert "cell 3, line 2" in running.report()
        assert running.silent()


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    """There is nothing to wait for yet: exit 2."""
    with Watched(tmp_path / "no.py") as running:
        assert running.process.wait(timeout=SECONDS) == 2
