"""Measure all that has a figure to reach or a peer to be compared with, and write it to `RESULTS.md` (`make bench`)."""

import os
import platform
import time
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import version
from pathlib import Path

import cold
import comparison
import examiner
import growth
import judging_again
import observer
import rendering
import sandbox
import start
import watch
from peers.environment import NotInstallableError, environment
from tables import Table, grid

FILE = Path(__file__).parent / "RESULTS.md"
BENCHMARKS: tuple[Callable[[], Iterable[Table]], ...] = (
    partial(comparison.tables, 2, 2),
    partial(cold.tables, 3),
    partial(start.tables, 2),
    partial(watch.tables, 3),
    partial(observer.tables, 2),
    partial(sandbox.tables, 15),
    partial(examiner.tables, 3),
    partial(rendering.tables, 10),
    partial(judging_again.tables, 2),
    partial(growth.tables, 300),
)


def machine() -> str:
    """Say on what it was measured, without naming the machine."""
    cpu = platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    if (info := Path("/proc/cpuinfo")).exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    return (
        f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release().split('-')[0]}; "
        f"Python {platform.python_version()}, torch {version('torch')}, grade {version('grade-torch')}."
    )


def main() -> None:
    """Print every table as it is measured, then write the file."""
    for peer in comparison.PEERS:
        # Made before the clock starts; a peer that can't be installed says so in its table.
        try:
            environment(peer.name, peer.requirements)
        except NotInstallableError:
            continue
    start_ = time.monotonic()
    found = []
    for tables in BENCHMARKS:
        for table in tables():
            print(table, flush=True)
            found.append(table)
    minutes = (time.monotonic() - start_) / 60
    aims = [aim for table in found for aim in table.aims]
    reached = [(aim.name, aim.wanted, aim.found, "yes" if aim.reached else "**no**") for aim in aims]
    head = [
        "# Results",
        f"Written by `make bench` on {time.strftime('%Y-%m-%d')}, in {minutes:.1f} minutes. {machine()}",
        "Median (smallest–largest). What is compared was measured in turn in one run, so read the ratios. Environments "
        "of other tools are made once, before the clock starts.",
        grid(("figure", "aim", "found", "reached"), reached),
    ]
    FILE.write_text("\n\n".join([*head, *map(str, found)]))
    print("\n\n".join(head))


if __name__ == "__main__":
    main()
