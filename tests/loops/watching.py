"""Run a loop of the corpus under the observer, and judge what was seen."""

import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from grader.check import Judgement, Seen
from grader.checks.zero_grad import ZeroGrad
from grader.inside.probes import layers, state
from grader.inside.probes.gradients import Observer
from grader.inside.probes.looks import Looks
from grader.inside.probes.recalculation import recalculate
from grader.inside.probes.touched import Integrity
from grader.sandbox.retracing import Retracing
from grader.wire.messages import Recalculate, State, Trace
from grader.wire.observation import Observation, Phase, PhaseOutcome, Touched, Traced
from grader.wire.training import Training, TrainingChunk, merge

CORPUS = Path(__file__).parents[1] / "corpus" / "loops"
CHECK = ZeroGrad(check="zero_grad", points=1)
sys.path.insert(0, str(CORPUS))


def expected(path: Path) -> str:
    """The diagnosis that the file says it deserves."""
    found = re.search(r'^EXPECTED = "(\w+)"$', path.read_text(), re.MULTILINE)
    assert found, path
    return found[1]


@dataclass(frozen=True)
class Watched:
    """What was seen of one loop, and the exception that ended it; `observation` has what the host knows."""

    training: Training
    error: BaseException | None
    traced: tuple[Traced, ...]
    touched: tuple[str, ...]

    @property
    def observation(self) -> Observation:
        """As it is judged."""
        outcome: PhaseOutcome = "ok" if self.error is None else "exception"
        phases = (Phase("train", outcome, 1.0),)
        return Observation(0, phases, training=self.training, traced=self.traced, touched=self.touched)


def watch(source: str, file: str, *, seed: int = 0, every_step: bool = False) -> Watched:
    """Run `source` as the student's `file`: its `train` with a new network if it has one, else the whole script."""
    from lab import MyNetwork  # noqa: PLC0415  lies in the corpus

    chunks: list[TrainingChunk] = []
    traces: list[tuple[Trace, bytes]] = []
    touched: list[Touched] = []
    random.seed(seed)
    torch.manual_seed(seed)
    code = compile(source, file, "exec")
    names: dict[str, Any] = {"__name__": "student"}
    error: BaseException | None = None
    script = "\ndef train(" not in source
    if not script:
        exec(code, names)
    folder = str(Path(file).parent)
    integrity = Integrity(touched.append)
    looks = Looks("MyNetwork", lambda trace, blob: traces.append((trace, blob)), folder, seed)
    observer = Observer(chunks.append, seed, looks, every_step=every_step)
    with observer, integrity.of(observer):
        try:
            if script:
                observer.listen()
                exec(code, names)
            else:
                network = names.get("MyNetwork", MyNetwork)()
                observer.watch(network)
                names["train"](network)
        except BaseException as raised:  # noqa: BLE001  as the student's code may
            error = raised
    traced = _calculated_anew(traces, names.get("MyNetwork", MyNetwork))
    return Watched(merge(chunks), error, traced, tuple(name for found in touched for name in found.names))


def _calculated_anew(traces: list[tuple[Trace, bytes]], network_class: type[nn.Module]) -> tuple[Traced, ...]:
    """What becomes of the traces in a new network."""
    fresh = network_class()
    layers.settle(fresh, (3,))
    retracing = Retracing(traces, tuple(state.values(fresh)))
    said, given = [], []
    for message, blob in retracing.messages():
        if isinstance(message, State):
            given.append((message, blob))
        elif isinstance(message, Recalculate):
            state.restore(fresh, given)
            said.append(recalculate(fresh, message, blob))
            given = []
    return retracing.found(said)


def judge(watched: Watched) -> Judgement:
    """The verdict on what was seen."""
    return CHECK.judge(Seen(watched.observation))


def judged(path: Path, *, seed: int = 0, every_step: bool = False) -> tuple[Judgement, Watched]:
    """Run and judge one file of the corpus."""
    watched = watch(path.read_text(), str(path), seed=seed, every_step=every_step)
    return judge(watched), watched
