"""What watching costs: the same training with and without all that looks on, in turn.

    python benchmarks/observer.py [ROUNDS]

Both are timed in CPU seconds of this process, slice by slice: every round does the same work in a slice, so the least
that a slice took in any round is what it takes where nothing else disturbs it, and their sum is what a run takes.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import torch
from tables import Aim, Table, in_turn, ratios, show, spread
from torch import nn

from grader.inside.probes.gradients import Observer
from grader.inside.probes.looks import Looks
from grader.inside.probes.touched import Integrity
from grader.inside.warm import warm
from grader.wire import frames

Train = Callable[[nn.Module], Iterator[None]]
"""Trains, and yields where a slice ends."""
SLICES = 40


@dataclass(frozen=True, slots=True)
class Case:
    """A network, a training, the most that watching may add to it, and how many times in a round it is measured."""

    name: str
    build: Callable[[], nn.Module]
    train: Train
    most: float
    often: int = 1


def per_example(steps: int) -> Train:
    """The lab's loop: one example, SGD, a reset at the end."""

    def train(network: nn.Module) -> Iterator[None]:
        optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
        for step in range(steps):
            a, b, c = torch.randint(-10, 11, (3,)).tolist()
            example = torch.tensor([a, b, c], dtype=torch.float32)
            wanted = torch.tensor([a, b, c, c + 1, c + 2], dtype=torch.float32)
            loss = torch.sum((network(example) - wanted) ** 2)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            if step % (steps // SLICES) == 0:
                yield

    return train


def batched(steps: int) -> Train:
    """The same with batches of 64 and Adam."""

    def train(network: nn.Module) -> Iterator[None]:
        optimizer = torch.optim.Adam(network.parameters())
        for step in range(steps):
            x = torch.randint(-10, 11, (64, 3)).float()
            wanted = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
            optimizer.zero_grad()
            nn.functional.mse_loss(network(x), wanted).backward()
            optimizer.step()
            if step % (steps // SLICES) == 0:
                yield

    return train


def convolutions(steps: int) -> Train:
    """A small convolutional network with batches of 32 pictures."""

    def train(network: nn.Module) -> Iterator[None]:
        pictures, labels = torch.randn(32, 1, 28, 28), torch.randint(0, 10, (32,))
        optimizer = torch.optim.Adam(network.parameters())
        for step in range(steps):
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(pictures), labels).backward()
            optimizer.step()
            if step % (steps // SLICES) == 0:
                yield

    return train


def small_convolutions() -> nn.Module:
    """Two convolutions and a linear layer."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(32 * 11 * 11, 10),
    )  # fmt: skip


def two_layers() -> nn.Module:
    """The lab's second network, wide enough for the challenge."""
    return nn.Sequential(nn.Linear(3, 8), nn.Linear(8, 5))


CASES = (
    Case("the lab's loop, 3→5, 2,000 steps", lambda: nn.Linear(3, 5), per_example(2_000), 0.10, 4),
    Case("the lab's loop, 3→5, 10,000 steps", lambda: nn.Linear(3, 5), per_example(10_000), 0.05, 2),
    Case("batches of 64, Adam, 2,000 steps", two_layers, batched(2_000), 0.10, 2),
    Case("convolutions, 400 batches of 32", small_convolutions, convolutions(400), 0.02, 8),
)


def slices(case: Case, *, watched: bool) -> list[float]:
    """Time one training in slices; what is seen is encoded as it is to cross the wall."""
    torch.manual_seed(0)
    network = case.build()
    times = [time.process_time()]
    with _watching(network) if watched else nullcontext():
        times += [time.process_time() for _ in case.train(network)]
    times.append(time.process_time())
    return [end - start for start, end in pairwise(times)]


@contextmanager
def _watching(network: nn.Module) -> Iterator[None]:
    looks = Looks(type(network).__name__, frames.encode, str(Path(__file__).parent), seed=0)
    observer = Observer(frames.encode, 0, looks)
    integrity = Integrity(frames.encode)
    with observer, integrity.of(observer):
        observer.watch(network)
        yield


def undisturbed(rounds: list[list[float]]) -> float:
    """Return the seconds of a run all of whose slices went as fast as each did once."""
    return sum(map(min, zip(*rounds, strict=True)))


def tables(rounds: int = 6) -> Iterator[Table]:
    """Yield the table."""
    warm()
    # As in the zygote: else looking for garbage among all of torch's objects is counted, and not evenly.
    gc.collect()
    gc.freeze()
    rows, aims = [], []
    for case in CASES:
        ways = {"bare": partial(slices, case, watched=False), "watched": partial(slices, case, watched=True)}
        bare, watched = in_turn(ways, rounds * case.often).values()
        cost = undisturbed(watched) / undisturbed(bare) - 1
        pairs = [ratio - 1 for ratio in ratios(list(map(sum, watched)), list(map(sum, bare)))]
        rows.append((case.name, f"{undisturbed(bare):.3f}", f"{cost:+.1%}", spread(pairs, "+.1%")))
        aims.append(Aim(f"watching {case.name}", f"below {case.most:.0%}", f"{cost:+.1%}", cost < case.most))
    gc.unfreeze()
    yield Table(
        "The observer",
        ("training", "bare, CPU s", "watching adds", "round by round"),
        tuple(rows),
        (
            f"{rounds} rounds, more of the short ones; {SLICES} slices. The first two columns are made of the least "
            "that each slice took in any round.",
        ),
        tuple(aims),
    )


if __name__ == "__main__":
    show(tables)
