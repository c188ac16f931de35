"""All programs with many seeds: `make programs`, or `python tests/programs/every_seed.py [SEEDS] [honest|cheats]`.

Prints the table of programs and signs, one line for each program: how often each diagnosis of `learned` came up,
and the most that its answers earned. Exits with 1 where an honest program was accused or a cheat earned marks.
"""

import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from grading import check, grade, held_out_marks, programs, seen_at_fault

from grader.first_free import FirstFree
from grader.report import Report
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote


def main(seeds: int, kinds: list[str]) -> int:
    """Print the table; return how many reports were at fault."""
    lanes = os.cpu_count() or 1
    with ExitStack() as stack:
        zygote = stack.enter_context(Zygote())
        pool = ThreadPoolExecutor(lanes)
        # Whatever ends it early, those that wait are not begun.
        stack.callback(pool.shutdown, cancel_futures=True)
        place = FirstFree(Place(zygote, slot) for slot in range(lanes))
        every = [program for kind in kinds for program in programs(kind)]
        running = {p: [pool.submit(grade, p, place, seed) for seed in range(seeds)] for p in every}
        at_fault = sum(_told(program, [one.result() for one in reports]) for program, reports in running.items())
    print(f"{at_fault} reports at fault")
    return at_fault


def _told(program: Path, reports: list[Report]) -> int:
    """Print the program's line, and return how many of its reports were at fault."""
    signs = Counter(check(report, "learned").diagnosis for report in reports)
    marks = max(map(held_out_marks, reports))
    faults = [fault for report in reports if (fault := seen_at_fault(program, report))]
    told = ", ".join(f"{sign} {count}" for sign, count in signs.items())
    print(f"{program.parent.name:6} {program.stem:34} marks {marks:5.1f}  {told}", flush=True)
    for fault in faults:
        print(f"       AT FAULT: {fault}", flush=True)
    return len(faults)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    sys.exit(main(count, sys.argv[2:] or ["honest", "cheats"]) > 0)
