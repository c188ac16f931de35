"""Run trials in every environment that this machine can be."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ATTACKS = sorted((HERE / "attacks").glob("*.py"))
NEEDS_ROOT = pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0,
    reason="needs root, to become what other places start with",
)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines")


HOLDING = ("as it is", "ordinary user", "ordinary user, no namespaces", "root in a container")
"""Environments in which every layer that they need holds."""


def run_in(environment: str, *words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments in `environment`."""
    return subprocess.run(
        list(map(str, (sys.executable, HERE / "environment.py", environment, sys.executable, *words))),
        cwd=cwd,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


@cache
def trials(environment: str, way: str, attacks: tuple[Path, ...], seconds: float = 0.7) -> tuple[dict, ...]:
    """Return what each attack did in `environment`, `way` being confined, unconfined or gpu, in so many seconds."""
    run = run_in(environment, "-W", "error", HERE / "trial.py", way, seconds, *attacks)
    assert run.returncode == 0, run.stderr
    return tuple(map(json.loads, run.stdout.splitlines()))
