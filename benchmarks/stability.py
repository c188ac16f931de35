"""How often chance costs marks, and whether one file always gets one grade.

    python benchmarks/stability.py [SUBMISSIONS] [TIMES]

First: honest styles of the lab at sensible learning rates. SUBMISSIONS of each are trained, each up to as many
times as the rubric has attempts, all side by side in one tensor: every update is element-wise, so each run is the
same as alone. The marks are those of `held_out_loss`. Aim: fewer than 1 in 1,000 submissions lose any.
Then: files of the corpus graded TIMES times for real, each must get one grade.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from grader.check import Seen
from grader.checks.held_out_loss import HeldOutLoss
from grader.rubric import find, load
from grader.sandbox.observe import Place
from grader.sandbox.zygote import Zygote
from grader.session import open_session
from grader.submission import read
from grader.wire.observation import Answer, Array, Observation, Phase

PROGRAMS = Path(__file__).parents[1] / "tests" / "corpus" / "programs" / "honest"
GRADED = ["few_large_manual_steps", "lbfgs", "too_short", "dropout_left_on"]
REACH = 10
Optimizer = Callable[[list[torch.Tensor]], torch.optim.Optimizer]


def sgd(rate: float) -> Optimizer:
    """Make plain SGD."""
    return lambda parameters: torch.optim.SGD(parameters, lr=rate)


def adam(rate: float) -> Optimizer:
    """Make Adam."""
    return lambda parameters: torch.optim.Adam(parameters, lr=rate)


@dataclass(frozen=True)
class Style:
    """One honest way: layer widths, with or without ReLU between, an optimizer, steps, examples in one step."""

    name: str
    widths: tuple[int, ...]
    optimizer: Optimizer
    steps: int
    batch: int = 1
    relu: bool = False


STYLES = [
    Style("3→5, SGD 1e-3, 8,000", (3, 5), sgd(1e-3), 8_000),
    Style("3→5, SGD 3e-4, 20,000", (3, 5), sgd(3e-4), 20_000),
    Style("3→5, SGD 1e-2, batches, 1,000", (3, 5), sgd(1e-2), 1_000, 32),
    Style("3→8→5, SGD 1e-3, 8,000", (3, 8, 5), sgd(1e-3), 8_000),
    Style("3→16→5 ReLU, SGD 5e-4, 20,000", (3, 16, 5), sgd(5e-4), 20_000, relu=True),
    Style("3→5, Adam 1e-2, 4,000", (3, 5), adam(1e-2), 4_000),
    Style("3→32→5 ReLU, Adam 3e-3, batches, 4,000", (3, 32, 5), adam(3e-3), 4_000, 32, relu=True),
]


def answers(weights: list[torch.Tensor], biases: list[torch.Tensor], x: torch.Tensor, *, relu: bool) -> torch.Tensor:
    """Run `x`, shape (runs, examples, 3), through the networks of all runs."""
    for place, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        if relu and place:
            x = torch.relu(x)
        x = torch.baddbmm(bias[:, None], x, weight)
    return x


def wanted(x: torch.Tensor) -> torch.Tensor:
    """What the challenge asks for."""
    return torch.cat([x, x[..., 2:] + 1, x[..., 2:] + 2], dim=-1)


def trained(style: Style, runs: int, held_out: torch.Tensor) -> torch.Tensor:
    """Train `runs` networks and return their answers to `held_out`, shape (runs, examples, 5)."""
    pairs = list(zip(style.widths, style.widths[1:], strict=False))
    weights = [torch.empty(runs, n, m).uniform_(-1, 1).mul_(n**-0.5).requires_grad_() for n, m in pairs]
    biases = [torch.empty(runs, m).uniform_(-1, 1).mul_(n**-0.5).requires_grad_() for n, m in pairs]
    optimizer = style.optimizer([*weights, *biases])
    for _ in range(style.steps):
        x = torch.randint(-REACH, REACH + 1, (runs, style.batch, 3)).float()
        errors = answers(weights, biases, x, relu=style.relu) - wanted(x)
        optimizer.zero_grad()
        (errors.square().sum() / style.batch).backward()
        optimizer.step()
    with torch.no_grad():
        return answers(weights, biases, held_out.expand(runs, -1, -1), relu=style.relu)


def fraction(check: HeldOutLoss, outputs: torch.Tensor) -> float:
    """Judge one run's answers: the part of the points that they earn."""
    array = Array(tuple(outputs.shape), "float64", outputs.double().numpy().tobytes())
    phases = tuple(Phase(name, "ok", 1.0) for name in ("load", "build", "train", "evaluate"))
    return check.judge(Seen(Observation(0, phases, answers=(Answer(check.inputs.key, array),)))).fraction


def by_chance(submissions: int) -> None:
    """Print how many submissions of each style lose marks, with one attempt and with all."""
    rubric = load(find("challenge"))
    check = next(c for c in rubric.checks if isinstance(c, HeldOutLoss))
    attempts = rubric.run.attempts
    held_out = torch.tensor(check.inputs.draw()).float()
    print(f"{'style':42}{'submissions':>12}{'1 attempt':>11}{f'{attempts} attempts':>12}{'minutes':>9}")
    for style in STYLES:
        torch.manual_seed(0)
        start = time.monotonic()
        outputs = trained(style, submissions * attempts, held_out)
        lost = torch.tensor([fraction(check, run) < 1 for run in outputs]).reshape(submissions, attempts)
        print(
            f"{style.name:42}{submissions:12}{int(lost[:, 0].sum()):11}{int(lost.all(dim=1).sum()):12}"
            f"{(time.monotonic() - start) / 60:9.1f}",
            flush=True,
        )


def one_grade(times: int) -> None:
    """Print the different scores that the same file gets."""
    rubric = load(find("challenge"))
    with Zygote() as zygote:
        session = open_session(rubric, Place(zygote))
        for name in GRADED:
            submission = read(PROGRAMS / f"{name}.py", rubric.submission.network)
            reports = [session.grade(submission) for _ in range(times)]
            verdicts = {tuple((c.id, c.score, c.diagnosis) for c in report.checks) for report in reports}
            scores = sorted({str(report.score) for report in reports})
            print(f"{name:42}{times:12} times: {len(verdicts)} verdict, score {', '.join(scores)}", flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    by_chance(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
    one_grade(int(sys.argv[2]) if len(sys.argv) > 2 else 50)  # noqa: PLR2004  the second argument
