"""What confining a submission costs, each way in turn in one run, and what all of the grader costs in one lane.

    python benchmarks/sandbox.py [ROUNDS]

From the wish to run a submission to the first byte that its code prints, and to its end with nothing left.
`bare fork` is a fork of a warm process that runs the code and leaves: no pipes, no limits, no supervisor.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ours import grade_batch, lay_out, once_started, training_seconds
from peers.assignment import solution
from tables import Aim, Table, in_turn, show, spread

from grader.inside.warm import warm
from grader.sandbox.child import Child
from grader.sandbox.conversation import Conversation
from grader.sandbox.zygote import Zygote
from grader.wire.messages import File, Go
from grader.wire.plan import Limits, Plan

CODE = "import os\nos.write(1, b'x')\n"
PLAN = Plan("train", "s.py", "N", "train", None, 0, "cpu", Limits(), None)
Seconds = tuple[float, float]
CLASS, STEPS = 30, 1_000
MOST_FOR_LAYERS, MOST_BESIDE_TRAINING, LEAST_BELOW_FRESH = 0.025, 0.060, 40
"""Seconds, seconds, and times."""


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


def beside_training() -> tuple[float, float, float]:
    """Grade a class in one lane; return the seconds of each submission, of its training, and what lies beside that.

    Once started: from the first report to the last. A second attempt would count as beside; none is made here.
    """
    with tempfile.TemporaryDirectory() as name:
        klass, out = Path(name, "class"), Path(name, "out")
        lay_out(klass, [solution(STEPS, number) for number in range(CLASS)])
        grade_batch(klass, out, lanes=1)
        each = once_started(out, 1)
        seconds = training_seconds(out)
    assert len(seconds) == CLASS
    trained = statistics.mean(seconds)
    return each, trained, each - trained


def tables(rounds: int = 40) -> Iterator[Table]:
    """Yield both tables."""
    yield layers(rounds)
    yield one_lane(max(rounds // 10, 3))


def one_lane(rounds: int) -> Table:
    """Show what a submission takes beside its training, where one follows another."""
    each, trained, beside = zip(*(beside_training() for _ in range(rounds)), strict=True)
    median = statistics.median(beside)
    return Table(
        "One submission after another, in one lane",
        ("each, ms", "its training, ms", "beside it, ms"),
        (tuple(spread([1000 * seconds for seconds in taken], ".1f") for taken in (each, trained, beside)),),
        (f"{rounds} classes of {CLASS}, {STEPS:,} steps each, from the first report to the last.",),
        (
            Aim(
                "a submission beside its training, in one lane",
                f"{1000 * MOST_BESIDE_TRAINING:.0f} ms",
                f"{1000 * median:.0f} ms",
                median <= MOST_BESIDE_TRAINING,
            ),
        ),
    )


def layers(rounds: int) -> Table:
    """Compare ways to run one submission."""
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
    whole = {name: statistics.median(milliseconds(taken, 1)) for name, taken in found.items()}
    confined = whole["supervised fork, all layers"]
    added, times = confined - whole["bare fork"], whole["fresh process, all layers"] / confined
    rows = [
        (
            name,
            spread(milliseconds(taken, 0), ".1f"),
            spread(milliseconds(taken, 1), ".1f"),
            f"{whole[name] / confined:.2f}",
        )
        for name, taken in found.items()
    ]
    notes = [f"{rounds} rounds, {max(rounds // 10, 3)} of the slow ways. From the wish to run a submission."]
    if not shutil.which("bwrap"):
        notes.append("bubblewrap is not installed, and left out.")
    columns = ("way", "first byte, ms", "nothing left, ms", "× all layers")
    return Table(
        "The sandbox",
        columns,
        tuple(rows),
        tuple(notes),
        (
            Aim(
                "all layers, beside a bare fork",
                f"{1000 * MOST_FOR_LAYERS:.0f} ms",
                f"{added:.0f} ms",
                added <= 1000 * MOST_FOR_LAYERS,
            ),
            Aim(
                "a fresh process with all layers",
                f"{LEAST_BELOW_FRESH} × a fork",
                f"{times:.0f} ×",
                times >= LEAST_BELOW_FRESH,
            ),
        ),
    )


if __name__ == "__main__":
    show(tables)
