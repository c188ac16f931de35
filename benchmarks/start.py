"""How long `grade --help` takes to answer, beside a bare interpreter and an import of torch.

python benchmarks/start.py [ROUNDS]
"""

from collections.abc import Iterator
from functools import partial

from cold import seconds
from tables import Table, in_turn, ratios, show, spread

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "grade --help": ["-m", "grader.cli", "--help"],
    "import torch": ["-c", "import torch"],
}


def tables(rounds: int = 7) -> Iterator[Table]:
    """Yield the table."""
    found = in_turn({name: partial(seconds, arguments) for name, arguments in COMMANDS.items()}, rounds)
    yield Table(
        "Answering at once",
        ("command", "seconds", "× grade --help"),
        tuple((n, spread(taken, ".3f"), spread(ratios(taken, found["grade --help"]))) for n, taken in found.items()),
    )


if __name__ == "__main__":
    show(tables)
