"""What a GPU costs and gives: the start of a child and of CUDA, one submission, and a class in 1, 4 and 8 lanes.

    python benchmarks/gpu.py [SUBMISSIONS]

Each figure of the GPU stands beside that of the CPU, taken in turn in the same run.
"""

import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from grader.device import CPU, CUDA
from grader.doctor import examine
from grader.first_free import FirstFree
from grader.rubric import find, load
from grader.sandbox import devices
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.session import open_session
from grader.shipped import shipped
from grader.submission import read

ROUNDS = 5
LANES = (1, 4, 8)
RULES = load(find("challenge"))
SUBMISSION = read(shipped("reference") / "challenge.py", "MyNetwork")


def median(run: Callable[[], object]) -> float:
    """Return the median of the seconds that `run` takes."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def a_class(zygote: Zygote, device: str, count: int, lanes: int) -> float:
    """Return the seconds that `count` submissions take in so many lanes."""
    session = open_session(RULES, FirstFree(Place(zygote, slot) for slot in range(lanes)), None, device)
    start = time.perf_counter()
    with ThreadPoolExecutor(lanes) as pool:
        reports = list(pool.map(session.grade, [SUBMISSION] * count))
    seconds = time.perf_counter() - start
    assert all(report.full_marks for report in reports)
    return seconds


def main(count: int) -> None:
    """Print both tables."""
    if why := devices.why_none():
        sys.exit(f"no GPU: {why}")
    with Zygote() as warm, Zygote(fresh=True) as fresh:
        warm.wait_until_warm()
        gpu = examine(fresh, CUDA).machine.gpu
        assert gpu is not None
        what = f"{gpu.name}, {gpu.memory / 2**30:.1f} GiB, driver {gpu.driver}, CUDA {gpu.cuda}"
        print(f"{what}; GPUs here: {len(devices.gpus())}")
        forked = median(lambda: examine(warm))
        own = median(lambda: examine(fresh))
        ready = median(lambda: examine(fresh, CUDA))
        print(f"a child is ready: forked {forked:.3f} s, own process {own:.2f} s, own process with CUDA {ready:.2f} s")
        print(f"the start of CUDA alone: {ready - own:.2f} s")
        for device in (CPU, CUDA):
            report = open_session(RULES, Place(warm), None, device).grade(SUBMISSION)
            phases = ", ".join(f"{phase.name} {phase.seconds:.2f} s" for phase in report.phases)
            print(f"one submission on {device}: {phases}")
        print(f"{count} submissions{'':8}" + "".join(f"{lanes:>4} lanes" for lanes in LANES))
        for device in (CPU, CUDA):
            print(f"{device:22}" + "".join(f"{a_class(warm, device, count, lanes):8.1f} s" for lanes in LANES))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
