"""A batch of forty beside peers, and beside the limit that the training itself sets.

    python benchmarks/comparison.py [ROUNDS] [FOR_EACH_PEER]

All sides grade the same texts in two lanes, in turn, round by round. The limit is the training loops alone, in one
warm process with its best thread setting, divided by the lanes. What a tool takes beyond it is its own.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from limit import WarmProcess
from ours import full_marks, grade_batch, lay_out, once_started
from peers.assignment import solution
from peers.check50 import Check50
from peers.environment import Environment, NotInstallableError, environment
from peers.gradescope_utils import GradescopeUtils
from peers.nbgrader import Nbgrader
from peers.otter_grader import OtterGrader
from peers.peer import Lane, Peer
from peers.plain_pytest import PlainPytest
from tables import Aim, Table, in_turn, ratios, show, spread

PEERS: tuple[Peer, ...] = (GradescopeUtils(), Check50(), PlainPytest(), OtterGrader(), Nbgrader())
CLASS, LANES = 40, 2
QUICK = 1_000
"""Steps of training: a sixth of a second on a quick machine."""
SECONDS = 1.05
"""What one loop takes beside the limit; the steps are as many as that is on this machine."""
LOOPS = 5
TRIES = 3
"""Two notebooks that begin at once can take the same port; then one of them is not graded."""
MOST_OVER_LIMIT, LEAST_BELOW_PEERS = 1.15, 30


def by_peer(peer: Peer, where: Environment, count: int) -> tuple[float]:
    """Return the seconds a submission that `peer` takes for `count` of them. Exits where one always fails its tests."""
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(LANES) as pool:
            lanes = [Lane(Path(name, f"lane-{number}"), where) for number in range(LANES)]
            for number, lane in enumerate(lanes):
                lane.folder.mkdir()
                peer.prepare(lane, [solution(QUICK, student) for student in range(number, count, LANES)])
            start = time.perf_counter()
            list(pool.map(peer.grade, lanes))
            seconds = time.perf_counter() - start
            if sum(map(peer.full_marks, lanes)) == count:
                return (seconds / count,)
            said = (lanes[0].folder / "last.log").read_text()
    sys.exit(f"{peer.name} found other than full marks, {TRIES} times:\n{said}")


def by_us(steps: int) -> tuple[float, float]:
    """Return the seconds a submission that `grade batch` takes for a class, with its start and once started."""
    with tempfile.TemporaryDirectory() as name:
        klass, out = Path(name, "class"), Path(name, "out")
        lay_out(klass, [solution(steps, student) for student in range(CLASS)])
        seconds = grade_batch(klass, out, lanes=LANES)
        assert full_marks(out) == CLASS
        return seconds / CLASS, once_started(out, LANES)


def against_peers(rounds: int, count: int) -> Table:
    """Compare with every peer that can be installed."""
    places: dict[Peer, Environment] = {}
    notes = [
        f"Wall seconds a submission in {LANES} lanes; median (smallest–largest) of {rounds} rounds. A round is {CLASS} "
        f"submissions for `grade batch` and {count} for each peer, since a peer starts anew for each; otter-grader and "
        f"nbgrader, which share a part of their start, spread it over {count // LANES}. Each start is counted; making "
        "environments and assignments is not."
    ]
    for peer in PEERS:
        try:
            places[peer] = environment(peer.name, peer.requirements)
        except NotInstallableError as why:
            notes.append(f"{peer.name} is left out: it can't be installed here: {why}.")
    with WarmProcess(solution(QUICK, 0)) as warm:
        ways: dict[str, Callable[[], tuple[float, ...]]] = {
            "limit": lambda: (warm.loop(LOOPS) / LANES,),
            "us": partial(by_us, QUICK),
            **{peer.name: partial(by_peer, peer, where, count) for peer, where in places.items()},
        }
        found = in_turn(ways, rounds)
    limit = [seconds for (seconds,) in found.pop("limit")]
    whole, started = zip(*found.pop("us"), strict=True)
    taken = {"grade batch, once started": started, "grade batch": whole}
    taken |= {name: tuple(seconds for (seconds,) in times) for name, times in found.items()}
    beyond = {name: [a - b for a, b in zip(seconds, limit, strict=True)] for name, seconds in taken.items()}
    times = {name: ratios(seconds, beyond["grade batch"]) for name, seconds in beyond.items()}
    rows = [("the limit", spread(limit, ".3f"), "–", "–")]
    rows += [(n, spread(taken[n], ".3f"), spread(beyond[n], ".3f"), spread(times[n], ".1f")) for n in taken]
    notes += [f"{peer.requirements[0]}: {peer.how}." for peer in places]
    aims = [
        aim
        for ours in ("grade batch", "grade batch, once started")
        for aim in _beside_leanest(ours, {peer.name: ratios(beyond[peer.name], beyond[ours]) for peer in places})
    ]
    return Table(
        f"A batch of {CLASS}, {QUICK:,} steps of training each, beside peers",
        ("way", "seconds a submission", "beyond training", "× grade batch"),
        tuple(rows),
        tuple(notes),
        tuple(aims),
    )


def _beside_leanest(ours: str, times: dict[str, list[float]]) -> Iterator[Aim]:
    if times:
        leanest = min(times, key=lambda name: statistics.median(times[name]))
        ratio = statistics.median(times[leanest])
        wanted = f"{LEAST_BELOW_PEERS} × below any peer"
        yield Aim(f"{ours}: beyond training", wanted, f"{ratio:.0f} × below {leanest}", ratio >= LEAST_BELOW_PEERS)


def against_limit(rounds: int) -> Table:
    """Compare with the limit, where training takes a second or more."""
    with WarmProcess(solution(QUICK, 0)) as warm:
        steps = int(round(QUICK * SECONDS / warm.loop(LOOPS), -2))
    with ExitStack() as stack:
        warm, *lanes = [stack.enter_context(WarmProcess(solution(steps, 0))) for _ in range(1 + LANES)]
        for lane in lanes:
            lane.threads = 1
        pool = stack.enter_context(ThreadPoolExecutor(LANES))
        share = CLASS / LANES
        ways = {
            "limit": lambda: warm.loop(LOOPS) * share,
            "at once": lambda: statistics.mean(pool.map(lambda lane: lane.loop(LOOPS), lanes)) * share,
            "ours": lambda: by_us(steps)[0] * CLASS,
        }
        found = in_turn(ways, rounds)
        threads = warm.threads
    times = ratios(found["ours"], found["limit"])
    rows = (
        ("the limit: one loop alone, divided", spread(found["limit"]), "1"),
        (
            f"the loops in {LANES} processes at once",
            spread(found["at once"]),
            spread(ratios(found["at once"], found["limit"])),
        ),
        ("grade batch", spread(found["ours"]), spread(times)),
    )
    loop = statistics.median(found["limit"]) * LANES / CLASS
    median = statistics.median(times)
    return Table(
        f"A batch of {CLASS}, {steps:,} steps of training each, beside the limit",
        ("way", "seconds", "× limit"),
        rows,
        (f"Wall seconds for the class. One loop alone takes {loop:.2f} s, fastest with {threads} thread(s).",),
        (Aim("a batch of 40 beside the limit", f"{MOST_OVER_LIMIT} ×", f"{median:.2f} ×", median <= MOST_OVER_LIMIT),),
    )


def tables(rounds: int = 3, for_each_peer: int = 4) -> Iterator[Table]:
    """Yield both."""
    yield against_peers(rounds, for_each_peer)
    yield against_limit(rounds)


if __name__ == "__main__":
    show(tables)
