"""What confining a submission costs, each way in turn in one run.

    python benchmarks/sandbox.py [ROUNDS]

From the wish to run a submission to the first byte that its code prints, and to its end with nothing left.
`bare fork` is a fork of a warm process that runs the code and leaves: no pipes, no limits, no supervisor.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from tables import Table, in_turn, show, spread

from grader.inside.warm import warm
from grader.sandbox.child import Child
from grader.sandbox.conversation import Conversation
from grader.sandbox.zygote import Zygote
from grader.wire.messages import File, Go
from grader.wire.plan import Limits, Plan

CODE = "import os\nos.write(1, b'x')\n"
PLAN = Plan("train", "s.py", "N", "train", None, 0, "cpu", Limits(), None)
Seconds = tuple[float, float]


def bare_fork() -> Seconds:
    """Fork this warm process."""
    start = time.perf_counter()
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(theirs, 1)
        exec(compile(CODE, "s.py", "exec"), {})  # noqa: S102  as the worker does
        os._exit(0)
    os.read(ours, 1)
    first = time.perf_counter() - start
    os.waitpid(pid, 0)
    os.close(ours)
    os.close(theirs)
    return first, time.perf_counter() - start


def child_of(zygote: Zygote, *, confine: bool) -> Callable[[], Seconds]:
    """Run the code as the grader does."""

    def run() -> Seconds:
        start = time.perf_counter()
        with Child(zygote, PLAN.limits, confine=confine) as child:
            talk = Conversation(child, PLAN.limits, ("load", "build", "train"))
            talk.wait_ready()
            child.send(PLAN)
            child.send(File("s.py"), CODE.encode())
            child.send(Go())
            while not child.stdout.count:
                child.receive(time.monotonic() + 60)
            first = time.perf_counter() - start
            talk.listen()
        return first, time.perf_counter() - start

    return run


def bubblewrap() -> Seconds:
    """Confine a fresh interpreter that imports torch."""
    start = time.perf_counter()
    command = ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-all", "--die-with-parent"]
    with subprocess.Popen(  # noqa: S603  our own words
        [*command, sys.executable, "-c", f"import torch\n{CODE}"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        first = time.perf_counter() - start
    return first, time.perf_counter() - start


def milliseconds(taken: list[Seconds], part: int) -> list[float]:
    """Return the times to the first byte (0) or to the end with nothing left (1)."""
    return [1000 * times[part] for times in taken]


def tables(rounds: int = 40) -> Iterator[Table]:
    """Yield the table."""
    warm()
    with Zygote() as zygote, Zygote(fresh=True) as fresh:
        zygote.wait_until_warm()
        quick: dict[str, Callable[[], Seconds]] = {
            "bare fork": bare_fork,
            "supervised fork, no layers": child_of(zygote, confine=False),
            "supervised fork, all layers": child_of(zygote, confine=True),
        }
        slow: dict[str, Callable[[], Seconds]] = {"fresh process, all layers": child_of(fresh, confine=True)}
        if shutil.which("bwrap"):
            slow["fresh interpreter in bubblewrap"] = bubblewrap
        found = in_turn(quick, rounds) | in_turn(slow, max(rounds // 10, 3))
    confined = statistics.median(milliseconds(found["supervised fork, all layers"], 1))
    rows = [
        (
            name,
            spread(milliseconds(taken, 0), ".1f"),
            spread(milliseconds(taken, 1), ".1f"),
            f"{statistics.median(milliseconds(taken, 1)) / confined:.2f}",
        )
        for name, taken in found.items()
    ]
    notes = [f"{rounds} rounds, {max(rounds // 10, 3)} of the slow ways. From the wish to run a submission."]
    if not shutil.which("bwrap"):
        notes.append("bubblewrap is not installed, and left out.")
    columns = ("way", "first byte, ms", "nothing left, ms", "× all layers")
    yield Table("The sandbox", columns, tuple(rows), tuple(notes))


if __name__ == "__main__":
    show(tables)
