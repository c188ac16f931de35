"""What a check is: what it asks to be observed, and how it judges what was seen.

A check kind is one file in `grader/checks/` with one subclass of `Check`. Its fields are the
keys of the rubric file, its docstring is its page in `docs/checks.md`, and `judge` is a pure
function of data, so it is tested on hand-built observations without a process.
"""

import re
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from grader.identifier import Identifier
from grader.inputs import Question
from grader.report import IntegrityNote, Status, Visibility
from grader.wire.observation import Array, Observation, PhaseName
from grader.wire.plan import SourceFile, Suite


@dataclass(frozen=True, slots=True)
class Asks:
    """What a check needs to be observed.

    `probe_input` is the shape of one example to look at the layers with. `questions` are the
    held-out sets to be answered. `reference` asks for the reference's answers to them too. `variables` are
    top-level names of the file. `suites` are pytest files to be run beside it.
    """

    probe_input: tuple[int, ...] | None = None
    questions: tuple[Question, ...] = ()
    reference: bool = False
    variables: tuple[str, ...] = ()
    suites: tuple[Suite, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """All a check may judge by: the submission's observation, the reference's where asked for, and the text."""

    submission: Observation
    reference: Observation | None = None
    files: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict before points: `fraction` (0 to 1) of them is earned.

    `diagnosis` is a stable code, `message` what was seen with the numbers, `hint` why it matters
    and what to try, `lab` the heading of the lab that explains it. `notes` are measured facts that only
    the instructor sees.
    """

    fraction: float
    diagnosis: str
    message: str
    hint: str = ""
    lab: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    judged: bool = True
    notes: tuple[IntegrityNote, ...] = ()

    @property
    def status(self) -> Status:
        """The report's word for this verdict."""
        if not self.judged:
            return "not_judged"
        if self.fraction >= 1:
            return "passed"
        return "partial" if self.fraction > 0 else "failed"


OneOrMore = str | tuple[str, ...]
_DIAGNOSIS = re.compile(r"^ *\| `(\w+)` \|", re.MULTILINE)


class Check(BaseModel):
    """What every check kind shares. Subclasses add `check: Literal["<their kind>"]` first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by_chance: ClassVar[bool] = False
    """Whether another seed may give another verdict, so that a further attempt is fair."""

    needs_network: ClassVar[bool] = True
    """Whether it looks at a network, which a script without one does not have."""

    heading: ClassVar[str]
    """The title students see where the rubric gives none."""

    check: str
    id: Annotated[Identifier, Field(description="its name in `requires` and in reports; the kind if left out")] = ""
    title: Annotated[str, Field(description="what students see as its title")] = ""
    points: Annotated[float, Field(ge=0, allow_inf_nan=False, description="points this check is worth")]
    visibility: Annotated[Visibility, Field(description="when students may see its result")] = "visible"
    requires: Annotated[
        tuple[Identifier, ...],
        Field(description="ids of checks that must pass, or this one is not judged"),
    ] = ()
    forgive_when: Annotated[
        tuple[str, ...],
        BeforeValidator(lambda given: (given,) if isinstance(given, str) else given, json_schema_input_type=OneOrMore),
        Field(
            description="a diagnosis, or a list of them: where another check lost marks with it, this one loses none",
        ),
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _named_after_its_kind(cls, data: Any) -> Any:
        if isinstance(data, dict) and "check" in data:
            return {"id": data["check"], **data}
        return data

    @classmethod
    def kind(cls) -> str:
        """Return the word that names this kind in a rubric file."""
        name: str = get_args(cls.model_fields["check"].annotation)[0]
        return name

    @classmethod
    def diagnoses(cls) -> tuple[str, ...]:
        """Return the codes of its verdicts, as its page lists them."""
        return tuple(_DIAGNOSIS.findall(cls.__doc__ or ""))

    def asks(self) -> Asks:
        """Return what this check needs to be observed; nothing by default."""
        return Asks()

    def completed(self, _others: Sequence["Check"]) -> "Check":
        """Return this check with what it leaves to the rubric's other checks filled in."""
        return self

    @abstractmethod
    def judge(self, seen: Seen) -> Judgement:
        """Judge what was seen. Pure: the same data give the same verdict."""


_STOPPED: dict[PhaseName, str] = {
    "load": "loading your file was stopped",
    "build": "building your network was stopped",
    "train": "training was stopped",
    "evaluate": "trying the trained network was stopped",
}


def not_judged(phase: PhaseName, observation: Observation) -> Judgement:
    """Return the verdict of a check that needed `phase` to succeed, which it did not."""
    names = list(_STOPPED)
    before = names[: names.index(phase) + 1]
    stopped = next((name for name in before if observation.phase(name).outcome != "ok"), phase)
    outcome = observation.phase(stopped).outcome
    return Judgement(
        0.0,
        f"no_{phase}",
        f"Not judged, since {_STOPPED[stopped]}.",
        "Fix that first; then this check is judged too.",
        evidence={"phase": stopped, "outcome": outcome},
        judged=False,
    )


def advised(judgement: Judgement, advice: str) -> Judgement:
    """Return the verdict with `advice`, what the training itself shows, in place of its hint, if there is any."""
    return replace(judgement, hint=advice or judgement.hint)


def array(outputs: Array) -> NDArray[np.float64]:
    """Return a wire array as a float64 NumPy array of its shape."""
    dtype = np.dtype(outputs.dtype).newbyteorder("<")
    # A signalling NaN makes NumPy warn; what is no number is looked for by each check.
    with np.errstate(invalid="ignore"):
        return np.frombuffer(outputs.data, dtype).reshape(outputs.shape).astype(np.float64)
