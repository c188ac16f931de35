"""Import torch and take the slow first steps once, so that a forked child finds them behind it."""

import random
from pathlib import Path

import numpy as np
import torch
from torch import nn

from grader.inside import idle_compiler, idle_workers
from grader.inside.probes.functions import known


def settle() -> None:
    """Set one thread, then run an operation.

    A process that has run one on two threads makes its forks hang in the OpenMP runtime. The first one
    also looks up the processor, in a file that is out of sight later. The compiler is not loaded.
    """
    torch.set_num_threads(1)
    idle_compiler.idle()
    idle_workers.idle()
    nn.Linear(3, 4)(torch.ones(2, 3))


def warm() -> None:
    """Settle, and run one step of the common optimizers: what they import lazily is there for every fork."""
    settle()
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  students use the global generator
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5))
    for optimizer in (torch.optim.SGD(network.parameters()), torch.optim.Adam(network.parameters())):
        loss = torch.sum((network(torch.ones(2, 3)) - 1) ** 2)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad()
    for kind in (torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad, torch.optim.LBFGS):
        # The first of a kind has its class changed by torch, which would make a look at torch's functions take longer.
        kind(network.parameters())
    torch.linalg.matrix_rank(torch.ones(2, 2))
    known()


def forkable() -> bool:
    """Whether this process has one thread, so that a fork of it can't hang on a lock of another."""
    tasks = Path("/proc/self/task")
    return not tasks.is_dir() or len(list(tasks.iterdir())) == 1
