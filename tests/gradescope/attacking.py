"""A submission that attacks before it trains: published attacks of the sandbox's suite, and those on a container."""

import json
import re
from pathlib import Path
from typing import Any

from repository import REPOSITORY

PUBLISHED = (
    "read_secret", "list_secret_folder", "look_up_secret", "read_reference", "symlink", "change_metadata",
    "write_outside", "network", "local_sockets", "run_program", "look_into_grader", "trace_others", "inherited",
    "mounts", "limit_others",
)  # fmt: skip
"""Those that bear to be run one after the other in one process, and do no harm where nothing holds them."""
ATTACKS = (
    *sorted((Path(__file__).parent / "attacks").glob("*.py")),
    *(REPOSITORY / "tests/sandbox/attacks" / f"{name}.py" for name in PUBLISHED),
)
HONEST = REPOSITORY / "submissions_example/honest_lab_style/my_solution.py"
_LOADED = """
import json
for name, source in json.loads({attacks!r}).items():
    def tell(what, name=name):
        print(f"{{name}}: {{what}}", flush=True)
    def through(what, name=name):
        print(f"THROUGH: {{name}}: {{what}}", flush=True)
    try:
        exec(compile(source, name, "exec"), {{"outside": json.loads({told!r}), "tell": tell, "through": through}})
    except BaseException as error:
        tell(error)
    tell("over")
"""
_ERROR = re.compile(r"\[Errno \d+\] ([\w ]+)")


def attacking(told: dict[str, Any]) -> str:
    """Return the source of a submission that tries every attack, each told where what it is after lies."""
    attacks = {path.stem: path.read_text() for path in ATTACKS}
    return _LOADED.format(attacks=json.dumps(attacks), told=json.dumps(told)) + HONEST.read_text()


def stopped(printed: str) -> dict[str, list[str]]:
    """Return the attacks that ran to their end, and what the kernel answered each, where it says so."""
    lines = [line.partition(": ") for line in printed.splitlines()]
    over = [name for name, _, said in lines if said == "over"]
    return {name: sorted({e for n, _, said in lines if n == name for e in _ERROR.findall(said)}) for name in over}
