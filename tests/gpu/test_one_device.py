"""The mode of the default device: what it changes, and what it must leave as it is."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "loops"))
from watching import CORPUS, expected, judged

from grader.inside.one_device import make_default

ELSEWHERE = Path(__file__).with_name("on_pretended.py")


def test_code_that_names_no_device_runs_on_another() -> None:
    """The tests of `on_pretended.py`, in a process in which torch knows a device that is not the CPU."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(ELSEWHERE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]


@pytest.fixture
def through_the_mode() -> Iterator[None]:
    """The CPU is made the default device, which it is without a mode otherwise."""
    make_default("cpu")
    yield
    threading.setprofile(None)  # type: ignore[arg-type]
    torch.set_default_device(None)


LOOPS = [
    "right/accumulation", "right/adam", "right/autograd_grad_by_hand", "right/closure", "right/data_loader",
    "right/sum_of_losses", "right/hand_made_tensors", "right/in_a_thread", "right/lazy_network", "wrong/between",
    "wrong/copy_trained", "wrong/never_closure", "wrong/step_twice",
]  # fmt: skip


@pytest.fixture(scope="module")
def without() -> dict[str, object]:
    """The calls heard in each loop without the mode."""
    return {name: judged(CORPUS / f"{name}.py")[1].training.summary.calls for name in LOOPS}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_is_seen_alike_through_the_mode(without: dict[str, object], name: str, request: Any) -> None:
    """It calls once more what the student calls; as many calls are heard, on the same lines."""
    heard = without[name]
    request.getfixturevalue("through_the_mode")
    path = CORPUS / f"{name}.py"
    judgement, watched = judged(path)
    assert judgement.diagnosis == expected(path)
    assert watched.training.summary.calls == heard
    assert watched.training.summary.faults == 0
