"""Training in threads: followed where one goes on after the other, let be where two go on at the same time."""

import sys
import textwrap
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "loops"))
from watching import Watched, judge, watch

BEGINNING = """
import copy
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import torch
from lab import examples, loss_of
from torch.nn.modules import module
from torch.optim import optimizer as optim

hooks = []


class Twice(torch.optim.SGD):
    def step(self, closure=None):
        return super().step(closure)


def go(network, optimizer, count, turn=lambda: None, reset=True):
    for x, wanted in examples(count):
        turn()
        if reset:
            optimizer.zero_grad()
        loss_of(network(x), wanted).backward()
        optimizer.step()
        leaves = [len(p._backward_hooks or ()) for p in network.parameters()]
        hooks.append((leaves, len(optim._global_optimizer_pre_hooks), len(module._global_forward_hooks)))


def train(network):
    optimizer = Twice(network.parameters(), lr=1e-5)
"""
AT_THE_SAME_TIME = """
    other = copy.deepcopy(network)
    turns = {"left": 0}

    def turn(number):
        # Nobody waits in a function of Python's own, as where the machine shares its time out.
        while turns["left"] % 2 != number and other_goes_on[number]():
            time.sleep(0)
        turns["left"] += 1

    threads = [
        threading.Thread(target=go, args=(n, Twice(n.parameters(), lr=1e-5), 600, lambda i=i: turn(i)))
        for i, n in enumerate((network, other))
    ]
    other_goes_on = [threads[1].is_alive, threads[0].is_alive]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hooks[4:] and all(found == hooks[-1] for found in hooks[-1000:]), hooks
"""
ONE_AFTER_THE_OTHER = """
    with ThreadPoolExecutor(1) as pool:
        pool.submit(go, network, optimizer, 5).result()
        go(network, optimizer, 300)
        pool.submit(go, network, optimizer, 300).result()
        go(network, optimizer, 300, reset={reset})
"""


def _watched(loop: str, folder: Path, *, every_step: bool) -> Watched:
    source = BEGINNING + textwrap.dedent(loop).replace("\n", "\n    ")
    file = folder / "student.py"
    file.write_text(source)
    return watch(source, str(file), every_step=every_step)


@pytest.mark.parametrize("every_step", [False, True])
def test_nothing_is_hooked_or_let_go_while_two_threads_train(every_step: bool, tmp_path: Path) -> None:
    """What is seen until then is judged, and all steps are counted once."""
    watched = _watched(AT_THE_SAME_TIME, tmp_path, every_step=every_step)
    assert watched.error is None
    assert watched.training.summary.several
    assert watched.training.summary.steps == 1200
    assert watched.training.summary.faults == 0
    assert judge(watched).fraction == 1.0
    assert watched.touched == ()


@pytest.mark.parametrize(("reset", "fraction"), [(True, 1.0), (False, 0.0)])
def test_the_thread_that_goes_on_is_followed(reset: bool, fraction: float, tmp_path: Path) -> None:
    """Where the one before waits for work, or for this one."""
    watched = _watched(ONE_AFTER_THE_OTHER.format(reset=reset), tmp_path, every_step=False)
    assert watched.error is None
    assert not watched.training.summary.several
    assert watched.training.summary.steps == 905
    assert judge(watched).fraction == fraction
