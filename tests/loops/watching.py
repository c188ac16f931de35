"""Run a loop of the corpus under the observer, and judge what was seen."""

import random
import re
import sys
from pathlib import Path
from typing import Any

import torch

from grader.check import Judgement, Seen
from grader.checks.zero_grad import ZeroGrad
from grader.inside.probes.gradients import Observer
from grader.wire.observation import Observation, Phase, PhaseOutcome
from grader.wire.training import Training, TrainingChunk, merge

CORPUS = Path(__file__).parents[1] / "corpus" / "loops"
CHECK = ZeroGrad(check="zero_grad", points=1)
sys.path.insert(0, str(CORPUS))


def expected(path: Path) -> str:
    """The diagnosis that the file says it deserves."""
    found = re.search(r'^EXPECTED = "(\w+)"$', path.read_text(), re.MULTILINE)
    assert found, path
    return found[1]


def watch(source: str, file: str, *, seed: int = 0, every_step: bool = False) -> tuple[Training, BaseException | None]:
    """Run `source` as the student's `file`: its `train` with a new network if it has one, else the whole script."""
    from lab import MyNetwork  # noqa: PLC0415  lies in the corpus

    chunks: list[TrainingChunk] = []
    random.seed(seed)
    torch.manual_seed(seed)
    code = compile(source, file, "exec")
    names: dict[str, Any] = {"__name__": "student"}
    error: BaseException | None = None
    script = "\ndef train(" not in source
    if not script:
        exec(code, names)
    with Observer(chunks.append, str(Path(file).parent), seed, every_step=every_step) as observer:
        try:
            if script:
                exec(code, names)
            else:
                network = names.get("MyNetwork", MyNetwork)()
                observer.watch(network)
                names["train"](network)
        except BaseException as raised:  # noqa: BLE001  as the student's code may
            error = raised
    return merge(chunks), error


def judge(training: Training, error: BaseException | None = None) -> Judgement:
    """The verdict on what was seen; `error` ended the training."""
    outcome: PhaseOutcome = "ok" if error is None else "exception"
    return CHECK.judge(Seen(Observation(0, (Phase("train", outcome, 1.0),), training=training)))


def judged(path: Path, *, seed: int = 0, every_step: bool = False) -> tuple[Judgement, Training]:
    """Run and judge one file of the corpus."""
    training, error = watch(path.read_text(), str(path), seed=seed, every_step=every_step)
    return judge(training, error), training
