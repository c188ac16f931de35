"""What we think of a submission: the verdicts, as data. Rendering lives in `grader/render/`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from grader.wire.observation import PhaseName, PhaseOutcome

Outcome = Literal["graded", "not_graded", "infrastructure"]
Status = Literal["passed", "partial", "failed", "not_judged", "error"]
Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Record(BaseModel):
    """A frozen part of the report; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RubricId(Record):
    """Which rubric judged."""

    name: str
    title: str
    sha256: str


class SubmissionId(Record):
    """What was handed in, and by whom where a platform says so."""

    name: str
    files: tuple[str, ...]
    sha256: str
    students: tuple[str, ...] = ()


class CheckResult(Record):
    """One check's verdict: what was seen, why it matters, what to try, where the lab explains it.

    `forgiven` says that it keeps all its points although its status is not `passed`: another check lost marks
    for the cause of both.
    """

    id: str
    kind: str
    title: str
    status: Status
    score: Finite
    max_score: Finite
    diagnosis: str
    message: str
    hint: str = ""
    lab: str = ""
    evidence: dict[str, Any] = {}
    visibility: Visibility = "visible"
    forgiven: bool = False


class PhaseResult(Record):
    """How one phase ended; `detail` is the student's own traceback or what the limit was.

    Where it was stopped, `diagnosis` is the code of the cause, `hint` why and what to try, `lab` the heading of the
    lab that explains it.
    """

    name: PhaseName
    outcome: PhaseOutcome
    seconds: Finite
    detail: str = ""
    diagnosis: str = ""
    hint: str = ""
    lab: str = ""


class Attempt(Record):
    """One seeded attempt and the score it earned."""

    seed: int
    score: Finite


class IntegrityNote(Record):
    """A measured fact for the instructor; never an accusation."""

    code: str
    message: str


class Optimizer(Record):
    """An optimizer that made steps: its class, and its learning rate where it has one."""

    kind: str
    learning_rate: Finite | None


class LossSeen(Record):
    """The training loss after `step` steps, null where it was no finite number."""

    step: int
    loss: Finite | None


class Training(Record):
    """What was seen of the training: how many steps, by which optimizers, and the loss along the way.

    `first_nan` is the number of steps after which the loss was no finite number for the first time.
    """

    steps: int
    optimizers: tuple[Optimizer, ...] = ()
    losses: tuple[LossSeen, ...] = ()
    first_nan: int | None = None


class Output(Record):
    """What the student's code printed, on `stdout`; `stderr` has errors and warnings, Python's and the grader's too.

    `truncated` says that more was printed than is kept.
    """

    stdout: str = ""
    stderr: str = ""
    truncated: bool = False


class Layer(Record):
    """One layer of the sandbox, and whether it held."""

    layer: str
    active: bool
    detail: str = ""


class GpuUsed(Record):
    """The GPU that trained: its memory, and the most that tensors took of it, in bytes; null where nobody could say."""

    name: str
    memory: int
    used: int | None
    driver: str
    cuda: str


class Environment(Record):
    """Where the grade was made. `gpu` is null where the device is the CPU."""

    grader: str
    python: str
    torch: str
    device: str
    gpu: GpuUsed | None = None
    sandbox: tuple[Layer, ...] = ()


class Report(Record):
    """The whole report; its JSON form is a contract (`grade rubric schema --report`)."""

    schema_version: Literal[1] = 1
    rubric: RubricId
    submission: SubmissionId
    outcome: Outcome
    score: Finite | None
    max_score: Finite
    checks: tuple[CheckResult, ...]
    phases: tuple[PhaseResult, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    integrity: tuple[IntegrityNote, ...] = ()
    training: Training | None = None
    output: Output = Output()
    environment: Environment

    @property
    def full_marks(self) -> bool:
        """Every check earned all its points."""
        return self.outcome == "graded" and all(c.score >= c.max_score for c in self.checks)
