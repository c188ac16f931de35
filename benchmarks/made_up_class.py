"""A class that never was: honest work in several styles, the usual mistakes, and attacks, drawn by a seed."""

import random
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "submissions_example"
ATTACKS = ROOT / "tests/sandbox/attacks"
SHARES = {
    "honest_lab_style": 34, "honest_relu_adam": 12, "honest_batched": 12, "honest_two_files": 6, "honest_notebook": 6,
    "never_zeroed": 8, "bottleneck": 4, "zeroed_before_step": 3, "exploding": 3, "wrong_output_width": 2,
    "misspelt_class": 2, "syntax_error": 2, "forward_raises": 1, "vector_loss": 1, "missing_library": 1,
    "sys_exit": 1, "an attack": 2,
}  # fmt: skip
"""In a hundred."""


def make(folder: Path, students: int, seed: int = 0) -> None:
    """Write one folder a student below `folder`; no two hold the same bytes."""
    draw = random.Random(seed)  # noqa: S311  a made-up class, not a secret
    attacks = sorted(path for path in ATTACKS.glob("*.py") if path.stem != "own_code")
    kinds = draw.choices(list(SHARES), list(SHARES.values()), k=students)
    for number, kind in enumerate(kinds):
        home = folder / f"student {number:05}"
        home.mkdir(parents=True)
        files = [draw.choice(attacks)] if kind == "an attack" else sorted((EXAMPLES / kind).iterdir())
        for file in files:
            if file.name == "expected.yaml":
                continue
            content = file.read_bytes()
            if file.suffix == ".py":
                content += f"\n# student {number}, {draw.random()}\n".encode()
            (home / ("my_solution.py" if kind == "an attack" else file.name)).write_bytes(content)


TINY = """
import torch
from torch import nn


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)

    def forward(self, x):
        return self.m1(x)


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    for _ in range(3):
        network(torch.ones(3)).sum().backward()
        optimizer.step()
        optimizer.zero_grad()
"""
TINY_RUBRIC = """
title: Small
submission: {network: MyNetwork, train: train}
run: {attempts: 1}
checks:
  - {check: layer_shapes, points: 1, input: [3], output: [5]}
  - {check: zero_grad, points: 1}
"""


def make_tiny(folder: Path, students: int) -> None:
    """Write one small file a student, each of another text, and the rubric beside the folder."""
    folder.mkdir(parents=True)
    for number in range(students):
        (folder / f"student_{number:05}.py").write_text(f"{TINY}# {number}\n")
    folder.with_suffix(".yaml").write_text(TINY_RUBRIC)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
