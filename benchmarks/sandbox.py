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
from collections.abc import Callable

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
        with Child(zygote, PLAN.limits, slot=0, confine=confine) as child:
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


def row(name: str, taken: list[Seconds]) -> str:
    """Return median and 95th percentile of both times, in milliseconds."""
    cells = []
    for times in zip(*taken, strict=True):
        ordered = sorted(1000 * t for t in times)
        cells += [statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]]
    return f"{name:36}" + "".join(f"{cell:10.1f}" for cell in cells)


def main(rounds: int) -> None:
    """Print the table, and the ratios that the design aims at."""
    warm()
    with Zygote() as zygote, Zygote(fresh=True) as fresh:
        zygote.wait_until_warm()
        ways: dict[str, tuple[Callable[[], Seconds], int]] = {
            "bare fork": (bare_fork, rounds),
            "supervised fork, no layers": (child_of(zygote, confine=False), rounds),
            "supervised fork, all layers": (child_of(zygote, confine=True), rounds),
            "fresh process, all layers": (child_of(fresh, confine=True), max(rounds // 10, 3)),
        }
        if shutil.which("bwrap"):
            ways["fresh interpreter in bubblewrap"] = (bubblewrap, max(rounds // 10, 3))
        else:
            print("bubblewrap is not installed: left out")
        taken: dict[str, list[Seconds]] = {name: [] for name in ways}
        for number in range(rounds):
            for name, (run, count) in ways.items():
                if number < count:
                    taken[name].append(run())
    print(f"{'milliseconds':36}{'first':>10}{'95%':>10}{'reaped':>10}{'95%':>10}")
    for name, times in taken.items():
        print(row(name, times))
    reaped = {name: statistics.median(t[1] for t in times) for name, times in taken.items()}
    added = reaped["supervised fork, all layers"] - reaped["bare fork"]
    print(f"all layers add {1000 * added:.1f} ms to a bare fork")
    ratio = reaped["fresh process, all layers"] / reaped["supervised fork, all layers"]
    print(f"a fresh process costs {ratio:.0f} times as much")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
