"""The supervisor keeps the limits that the kernel does not keep, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from places import HERE, LINUX, trials

from grader.inside import leftovers

pytestmark = LINUX


def one(tmp_path: Path, code: str, way: str, seconds: float = 0.7) -> dict:
    """What a single piece of student code did in so many seconds, unless it ended before."""
    attack = tmp_path / f"{len(list(tmp_path.iterdir()))}.py"
    attack.write_text(code)
    return trials("as it is", way, (attack,), seconds)[0]


FORK = "import os, threading, time\ndef child(size):\n    if os.fork() == 0: x = b'x' * size; time.sleep(9)\n"
OVER = {
    "memory of many": (FORK + "for _ in range(8): child(2**25)\ntime.sleep(9)", "memory"),
    "memory of a thread's children": (
        FORK
        + "def go():\n    for _ in range(4): child(3 * 2**24)\n    time.sleep(9)\n"
        + "threading.Thread(target=go).start()\ntime.sleep(9)",
        "memory",
    ),
    "processes": (FORK + "for _ in range(40): child(1)\ntime.sleep(9)", "processes"),
    "disk": ("import time\nfor n in range(4): open(str(n), 'wb').write(bytes(2**20))\ntime.sleep(9)", "disk"),
    "depth": ("import os, time\nfor n in range(100): os.mkdir('d'); os.chdir('d')\ntime.sleep(9)", "disk"),
    "time": ("import time\ntime.sleep(9)", "lifeline"),
    "nothing": ("pass", ""),
}


@pytest.mark.parametrize(("code", "reason"), OVER.values(), ids=OVER.keys())
def test_the_tree_is_ended_for_what_it_uses_together(tmp_path: Path, code: str, reason: str) -> None:
    """Without any layer of the kernel's, the watchdog alone holds each limit."""
    run = one(tmp_path, code, "unconfined", 0.7 if reason == "lifeline" else 20)
    assert run["ended"]["killed_for"] == reason, run
    # Memory can rise for a twentieth of a second before it is seen.
    assert [breach for breach in run["breaches"] if not breach.startswith("used")] == []
    assert (run["ended"]["signal"] == signal.SIGKILL) == bool(reason)


def test_an_exit_code_arrives(tmp_path: Path) -> None:
    """How the worker ended is told as it was."""
    assert one(tmp_path, "import os\nos._exit(3)", "confined")["ended"]["exit_code"] == 3
    assert one(tmp_path, "import os\nos.kill(os.getpid(), 9)", "confined")["ended"]["signal"] == 9


def test_a_fault_of_the_worker_is_no_success(tmp_path: Path) -> None:
    """An exception that comes out of the worker's own code ends it with a code of its own."""
    run = one(tmp_path, "raise ValueError('ours')", "confined")
    assert run["ended"]["exit_code"] == 70
    assert "ValueError: ours" in run["said"]


@pytest.mark.parametrize("way", ["confined", "unconfined"])
def test_nothing_outlives_a_grader_that_is_killed(tmp_path: Path, way: str) -> None:
    """A second after SIGKILL there is no process and no folder."""
    attack = tmp_path / "code.py"
    attack.write_text("import time\nwhile True: time.sleep(0.01)")
    command = [sys.executable, "-W", "error", str(HERE / "trial.py"), way, "60", str(attack)]
    grader = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={"TMPDIR": str(tmp_path), "PATH": os.defpath})
    deadline = time.monotonic() + 5
    while not list(tmp_path.glob("grade-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)
    assert running(str(attack)) >= 3
    grader.kill()
    grader.wait()
    deadline = time.monotonic() + 1
    while (running(str(attack)) or list(tmp_path.glob("grade-*"))) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert running(str(attack)) == 0
    assert list(tmp_path.glob("grade-*")) == []


def running(word: str) -> int:
    """How many processes have `word` in their command line."""
    count = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                count += word.encode() in (entry / "cmdline").read_bytes()
            except OSError:
                continue
    return count


def test_a_folder_of_any_depth_is_emptied_and_links_are_not_followed(tmp_path: Path) -> None:
    """Deeper than a path can say, closed, and with a link to a file that must stay."""
    kept = tmp_path / "kept"
    kept.write_text("kept")
    kept.chmod(0o640)
    folder = tmp_path / "work"
    folder.mkdir()
    code = (
        "import os, sys\nos.chdir(sys.argv[1])\n"
        "for n in range(300):\n    os.symlink(sys.argv[2], 'link'); os.mkdir('d' * 100); os.chdir('d' * 100)\n"
        "os.mkdir('closed', 0)"
    )
    subprocess.run([sys.executable, "-c", code, folder, kept], check=True)
    leftovers.empty(folder)
    assert list(folder.iterdir()) == []
    assert kept.read_text() == "kept"
    assert kept.stat().st_mode & 0o777 == 0o640
