"""From a save to the verdict on the screen under `grade FILE --watch`, less the time of the training itself.

    python benchmarks/watch.py [ROUNDS]

The file is saved with another comment each time; it earns full marks, so that it is trained once.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cold import FILE
from tables import Aim, Table, show, spread

MOST = 150
"""Milliseconds beside the training."""


def tables(rounds: int = 10) -> Iterator[Table]:
    """Yield the table."""
    beside: list[float] = []
    training: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path, data = Path(folder, "my_solution.py"), Path(folder, "report.json")
        source = FILE.read_text()
        path.write_text(source)
        command = [sys.executable, "-m", "grader.cli", str(path), "--watch", "--json", str(data)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own words
            assert process.stdout is not None
            for save in range(rounds + 1):
                start = time.perf_counter()
                path.write_text(f"{source}\n# {save}\n")
                while "Ctrl-C ends" not in (line := process.stdout.readline()):
                    if not line:
                        sys.exit("grade --watch ended by itself")
                taken = time.perf_counter() - start
                phases = {phase["name"]: phase["seconds"] for phase in json.loads(data.read_text())["phases"]}
                if save:  # the first waits for torch
                    training.append(1000 * phases["train"])
                    beside.append(1000 * (taken - phases["train"]))
            process.terminate()
    rows = (("training", spread(training, ".0f")), ("beside it", spread(beside, ".0f")))
    median = statistics.median(beside)
    aim = Aim("from a save to the verdict, beside training", f"{MOST} ms", f"{median:.0f} ms", median <= MOST)
    yield Table("From a save to the verdict", ("part", "milliseconds"), rows, (f"{rounds} saves.",), (aim,))


if __name__ == "__main__":
    show(tables)
