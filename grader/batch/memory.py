"""What was seen of one hand-in, kept on disk, so that nothing is run twice."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from pydantic import TypeAdapter, ValidationError

from grader import __version__
from grader.inputs import Question
from grader.session import Observes
from grader.wire.observation import Observation
from grader.wire.plan import Plan, SourceFile
from grader.wire.strict import STRICT
from grader.writing import write

OBSERVATION = "observation.json"
"""The name of the file."""


class UnseenError(Exception):
    """It was not seen yet, or not like this; the reason says what differs."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that an observation depends on, besides chance: another value in here means another run."""

    __pydantic_config__: ClassVar = STRICT
    submission: str
    plan: str
    seed: int
    device: str
    torch: str
    grader: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One observation, and the circumstances it was made under."""

    __pydantic_config__: ClassVar = STRICT
    made_under: Circumstances
    observation: Observation


_FILE = TypeAdapter(tuple[Kept, ...])
_WHY = {
    "submission": "another submission",
    "plan": "the rubric asks for another run",
    "seed": "a further attempt",
    "device": "another device",
    "torch": "another version of torch",
    "grader": "another version of grade",
}


class Memory:
    """Stands before the place where submissions are run: answers from the file, or runs and writes the file.

    Without a place it only remembers. `ran` counts what had to be run.
    """

    def __init__(self, path: Path, place: Observes | None) -> None:
        self.ran = 0
        self._path = path
        self._place = place

    def observe(self, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question], /) -> Observation:
        """Return what was seen. Raises `UnseenError` where there is no place to run what was not."""
        now = circumstances(files, plan, questions)
        kept = self._kept
        for one in kept:
            if one.made_under == now:
                return one.observation
        if self._place is None:
            raise UnseenError(_why(now, kept))
        seen = self._place.observe(files, plan, questions)
        self.ran += 1
        # What belongs to another submission, or to another plan, will not be asked for again.
        still = [k for k in kept if replace(k.made_under, seed=now.seed) == now]
        self._kept = (*still, Kept(now, seen))
        write(self._path, _FILE.dump_json(self._kept))
        return seen

    @cached_property
    def _kept(self) -> tuple[Kept, ...]:
        try:
            return _FILE.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return ()
        except ValidationError:
            # Written by another version: as good as none.
            return ()


def circumstances(files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question]) -> Circumstances:
    """Return what a run of `plan` on `files` depends on."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{len(file.path)}:{file.path}:{len(file.content)}:".encode() + file.content)
    asked = {**asdict(plan), "seed": 0, "questions": [(q.inputs.key, q.condition) for q in questions]}
    return Circumstances(
        submission=digest.hexdigest(),
        plan=hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest(),
        seed=plan.seed,
        device=plan.device,
        torch=_torch(),
        grader=__version__,
    )


@cache
def _torch() -> str:
    return version("torch")


def _why(now: Circumstances, kept: tuple[Kept, ...]) -> str:
    if not kept:
        return "not run yet"
    before = asdict(kept[-1].made_under)
    return next(why for name, why in _WHY.items() if before[name] != asdict(now)[name])
