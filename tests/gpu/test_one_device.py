"""The mode of the default device: what it changes, and what it must leave as it is."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from watching import CORPUS, expected, judged

ELSEWHERE = Path(__file__).with_name("on_pretended.py")


def test_code_that_names_no_device_runs_on_another() -> None:
    """The tests of `on_pretended.py`, in a process in which torch knows a device that is not the CPU."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(ELSEWHERE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]


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
def test_a_loop_is_seen_alike_through_the_mode(
    without: dict[str, object], default: Callable[[str], None], name: str
) -> None:
    """It calls once more what the student calls; as many calls are heard, on the same lines."""
    # The CPU is the default anyway, but without the mode.
    default("cpu")
    path = CORPUS / f"{name}.py"
    judgement, watched = judged(path)
    assert judgement.diagnosis == expected(path)
    assert watched.training.summary.calls == without[name]
    assert watched.training.summary.faults == 0
