"""What watching costs: the same training with and without the observer, by turns, in one run.

    python benchmarks/observer.py [ROUNDS]

Prints for each case the median CPU seconds of both and the ratio of the fastest rounds: what else runs
on the machine only adds time.
"""

import statistics
import sys
import time
from collections.abc import Callable

import torch
from torch import nn

from grader.inside.probes.gradients import Observer
from grader.inside.probes.jumps import Jumps
from grader.inside.probes.snapshots import Snapshots
from grader.inside.probes.touched import Integrity
from grader.inside.probes.traces import Traces
from grader.inside.warm import warm
from grader.wire import frames

Train = Callable[[nn.Module], None]


def per_example(steps: int) -> Train:
    """The lab's loop: one example, SGD, a reset at the end."""

    def train(network: nn.Module) -> None:
        optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
        for _ in range(steps):
            a, b, c = torch.randint(-10, 11, (3,)).tolist()
            example = torch.tensor([a, b, c], dtype=torch.float32)
            wanted = torch.tensor([a, b, c, c + 1, c + 2], dtype=torch.float32)
            loss = torch.sum((network(example) - wanted) ** 2)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()

    return train


def convolutions(steps: int) -> Train:
    """A small convolutional network with batches of 32 pictures."""

    def train(network: nn.Module) -> None:
        pictures, labels = torch.randn(32, 1, 28, 28), torch.randint(0, 10, (32,))
        optimizer = torch.optim.Adam(network.parameters())
        for _ in range(steps):
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(pictures), labels).backward()
            optimizer.step()

    return train


def small_convolutions() -> nn.Module:
    """Two convolutions and a linear layer."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(32 * 11 * 11, 10),
    )  # fmt: skip


def seconds(build: Callable[[], nn.Module], train: Train, *, watched: bool) -> float:
    """Time one training; what is seen is encoded as it is to cross the wall."""
    torch.manual_seed(0)
    network = build()
    start = time.process_time()
    if watched:
        snapshots = Snapshots(type(network).__name__)
        watching = Observer(frames.encode, "/nowhere", seed=0, snapshots=snapshots)
        traces = Traces(frames.encode, snapshots, "/nowhere", seed=0)
        with (
            Jumps(snapshots) as jumps,
            traces,
            watching as observer,
            Integrity(frames.encode).of(jumps, traces, observer),
        ):
            observer.watch(network)
            train(network)
    else:
        train(network)
    return time.process_time() - start


def main(rounds: int) -> None:
    """Print the table."""
    warm()
    cases: list[tuple[str, Callable[[], nn.Module], Train, float]] = [
        ("per example, 2,000 steps", lambda: nn.Linear(3, 5), per_example(2_000), 0.10),
        ("per example, 10,000 steps", lambda: nn.Linear(3, 5), per_example(10_000), 0.05),
        ("convolutions, 300 batches", small_convolutions, convolutions(300), 0.02),
    ]
    print(f"{'case':28}{'bare':>10}{'watched':>10}{'cost':>9}{'limit':>8}")
    for name, build, train, limit in cases:
        bare, watched = [], []
        for _ in range(rounds):
            bare.append(seconds(build, train, watched=False))
            watched.append(seconds(build, train, watched=True))
        cost = min(watched) / min(bare) - 1
        print(
            f"{name:28}{statistics.median(bare):9.3f}s{statistics.median(watched):9.3f}s{cost:+9.1%}{limit:8.0%}",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
