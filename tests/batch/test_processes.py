"""Work in several processes: in order, from all of them, and none outlives the one that asked."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.batch.processes import in_processes
from grader.errors import InfrastructureError

ALL = list(range(45))
PROGRAM = f"""import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
from grader.batch.processes import in_processes
from test_processes import ALL, asleep, who
if __name__ == '__main__': list(in_processes(asleep, list(range(20)), 2))
"""


def who(number: int) -> tuple[int, int]:
    """Say what was given, and which process it is."""
    time.sleep(0.02)
    return number, os.getpid()


def odd(number: int) -> int:
    """Raise in the middle."""
    if number == 31:
        raise InfrastructureError("no 31")
    return number


def deadly(number: int) -> int:
    """End the process in the middle."""
    if number == 31:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def asleep(number: int) -> None:
    """Say who it is, and stay."""
    os.write(1, f"{os.getpid()} {number}\n".encode())
    time.sleep(600)


def test_everything_comes_in_order_from_other_processes() -> None:
    """This one does nothing itself."""
    found = list(in_processes(who, ALL, 2))
    assert [number for number, _ in found] == ALL
    processes = {process for _, process in found}
    assert len(processes) == 2
    assert os.getpid() not in processes


def test_what_work_raises_is_raised_here() -> None:
    """After what came before it."""
    found = in_processes(odd, ALL, 2)
    assert [next(found) for _ in range(30)] == ALL[:30]
    with pytest.raises(InfrastructureError, match="no 31"):
        next(found)


def test_a_process_that_dies_is_told() -> None:
    """Its work may be half done, and nothing else is there to do it."""
    with pytest.raises(InfrastructureError, match="one died or could not begin"):
        list(in_processes(deadly, ALL, 2))


@pytest.mark.parametrize("with_signal", [signal.SIGKILL, signal.SIGTERM])
def test_none_outlives_the_one_that_asked(with_signal: signal.Signals) -> None:
    """However it ends. A process that is gone, or a zombie that nobody collects, has no command line."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as asks:
        assert asks.stdout is not None
        processes = [asks.stdout.readline().split()[0] for _ in range(2)]
        assert all(map(_lives, processes))
        asks.send_signal(with_signal)
        asks.wait()
    deadline = time.monotonic() + 1
    while any(_lives(process) for process in processes):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.3, 0.4])
def test_ctrl_c_while_they_begin_is_heard_by_one(seconds: float) -> None:
    """All processes of a terminal get the signal; only the one that asked says anything."""
    program = PROGRAM.replace(
        "list(in_processes(asleep, list(range(20))", "print(1, flush=True); list(in_processes(who, ALL * 99"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as asks:  # fmt: skip
        assert asks.stdout is not None
        assert asks.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            asks.wait(seconds)
        os.killpg(asks.pid, signal.SIGINT)
        _, said = asks.communicate(timeout=20)
    assert said.count("Traceback") == said.count("KeyboardInterrupt") == 1, said


def _lives(process: str) -> bool:
    try:
        return bool(Path("/proc", process, "cmdline").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return False
