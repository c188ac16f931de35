"""All programs with many seeds: `make programs`, or `python tests/programs/every_seed.py [SEEDS] [honest|cheats]`.

Prints the table of programs and signs, one line for each program: how often each diagnosis of `learned` came up,
and the most that its answers earned. Exits with 1 where an honest program was accused or a cheat earned marks.
"""

import sys
from collections import Counter
from pathlib import Path

from grading import check, grade, held_out_marks, programs, seen_at_fault

from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote


def main(seeds: int, kinds: list[str]) -> int:
    """Print the table; return how many reports were at fault."""
    at_fault = 0
    with Zygote() as zygote:
        place = Place(zygote)
        for program in (p for kind in kinds for p in programs(kind)):
            at_fault += sum(map(bool, _faults(program, place, seeds)))
    print(f"{at_fault} reports at fault")
    return at_fault


def _faults(program: Path, place: Place, seeds: int) -> list[str]:
    """Grade a program with every seed, print its line, and return what was at fault each time."""
    reports = [grade(program, place, seed) for seed in range(seeds)]
    signs = Counter(check(report, "learned").diagnosis for report in reports)
    marks = max(map(held_out_marks, reports))
    faults = [seen_at_fault(program, report) for report in reports]
    told = ", ".join(f"{sign} {count}" for sign, count in signs.items())
    print(f"{program.parent.name:6} {program.stem:34} marks {marks:5.1f}  {told}", flush=True)
    for fault in filter(None, faults):
        print(f"       AT FAULT: {fault}", flush=True)
    return faults


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    sys.exit(main(count, sys.argv[2:] or ["honest", "cheats"]) > 0)
