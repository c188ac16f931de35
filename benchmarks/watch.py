"""From a save to the verdict on the screen under `grade FILE --watch`, less the time of the training itself.

    python benchmarks/watch.py [RUNS]

The file is saved with another comment each time; it earns full marks, so that it is trained once.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILE = Path(__file__).parent.parent / "submissions_example/honest_lab_style/my_solution.py"


def main(runs: int = 10) -> None:
    """Print the median and spread of the time beside training, and of training, in milliseconds."""
    beside: list[float] = []
    training: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path, data = Path(folder, "my_solution.py"), Path(folder, "report.json")
        source = FILE.read_text()
        path.write_text(source)
        command = [sys.executable, "-m", "grader.cli", str(path), "--watch", "--json", str(data)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own words
            assert process.stdout is not None
            for run in range(runs + 1):
                start = time.perf_counter()
                path.write_text(f"{source}\n# {run}\n")
                while "Ctrl-C ends" not in process.stdout.readline():
                    pass
                taken = time.perf_counter() - start
                phases = {phase["name"]: phase["seconds"] for phase in json.loads(data.read_text())["phases"]}
                if run:  # the first waits for torch
                    training.append(1000 * phases["train"])
                    beside.append(1000 * (taken - phases["train"]))
            process.terminate()
    for name, values in (("beside training", beside), ("training", training)):
        print(f"{name:16} {statistics.median(values):6.0f} ms  ({min(values):.0f} to {max(values):.0f})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
