"""What was seen of a submission: facts only, no judgement.

Numbers are finite or None. Every class is validated strictly when it comes from behind the wall.
"""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from grader.wire.machine import Machine, SandboxLayer
from grader.wire.strict import STRICT
from grader.wire.training import Training

PhaseName = Literal["load", "build", "train", "evaluate"]
PhaseOutcome = Literal[
    "ok", "exception", "timeout", "out_of_memory", "output_limit", "disk_limit", "exited", "killed", "protocol",
    "not_reached",
]  # fmt: skip
Condition = Literal["trained", "fresh", "random", "one_number", "zero", "gradients", "look"]
"""What the network was like when it answered: with its trained values, with those of a newly built network,
with random parameters, with random ones but for a single trained number, with parameters of zero, with the
trained values while gradients are recorded as in training, or with those it had at one look at it while it trained."""
LOOKED_AT = 2_000_000
"""Numbers in the largest network that is looked at while it trains."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a traceback, in a file of the student's."""

    __pydantic_config__: ClassVar = STRICT
    file: str
    line: int
    function: str
    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a phase ended early: an exception in the student's code, or something it lacks.

    `kind` is `exception` or one of the codes that the loader raises itself, such as
    `missing_name`; `type` is the exception's class name.
    """

    __pydantic_config__: ClassVar = STRICT
    kind: str
    type: str
    message: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """How one of the four phases ended and what it took, in wall-clock seconds."""

    __pydantic_config__: ClassVar = STRICT
    name: PhaseName
    outcome: PhaseOutcome
    seconds: float
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One module without children, as it was called in a forward pass.

    Shapes are those of one example.
    """

    __pydantic_config__: ClassVar = STRICT
    name: str
    kind: str
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forward:
    """One forward pass of the freshly built network on one example of `input_shape`.

    `rank` is the largest rank of the Jacobian d output / d input over a few random inputs: in how
    many independent directions the output can follow the input. None where it could not be taken.
    `failure` says why the pass failed, if it did; then `output_shape` is None, and `layers` are those before.
    """

    __pydantic_config__: ClassVar = STRICT
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...] | None
    layers: tuple[Layer, ...]
    rank: int | None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One tensor of the network's state. `trainable` is None for a buffer."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    shape: tuple[int, ...]
    trainable: bool | None


@dataclass(frozen=True, slots=True)
class Network:
    """The network as built from its class: its parameters and buffers, each tensor counted once.

    `others` are the file's other classes of networks that have no part in this one.
    """

    __pydantic_config__: ClassVar = STRICT
    class_name: str
    parameters: tuple[Parameter, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Array:
    """Raw little-endian numbers, C order. `dtype` is a NumPy name."""

    __pydantic_config__: ClassVar = {**STRICT, "ser_json_bytes": "base64", "val_json_bytes": "base64"}
    shape: tuple[int, ...]
    dtype: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Variable:
    """What a top-level name of the student's file held after it ran.

    `type` is the value's class name, None where there is no such name; then `near` is a tensor's name like it.
    `shape` and what follows are those of a tensor, None for anything else. `computed` says that other tensors
    which take gradients went into it. `values` has its numbers as float64, None where they are too many.
    """

    __pydantic_config__: ClassVar = STRICT
    name: str
    type: str | None
    near: str = ""
    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    requires_grad: bool | None = None
    computed: bool | None = None
    values: Array | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """What the trained network has in the place of what a newly built one has, by name.

    `methods` are such as the class defines; `numbers` lie outside of its parameters and buffers, so that they do not
    go along with these.
    """

    __pydantic_config__: ClassVar = STRICT
    methods: tuple[str, ...]
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """Functions of torch or of the grader, and parts and hooks of the grader, that the student's code replaced."""

    __pydantic_config__: ClassVar = STRICT
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The network's values were looked at while it trained, after `step` optimizer steps.

    `passing` looks are spread over the run. A `before_jump` and the `after_jump` that follows it are the values
    before and after one motion that was many times as long as those before it.
    """

    __pydantic_config__: ClassVar = STRICT
    step: int
    when: Literal["passing", "before_jump", "after_jump"]


@dataclass(frozen=True, slots=True)
class Traced:
    """One step of the training, calculated anew from its inputs and the values of the parameters before it.

    `same_gradients` says whether the gradients that the optimizer used were those, or those made smaller;
    `same_motion` whether the parameters moved by them times the learning rate. None where it can't be told.
    """

    __pydantic_config__: ClassVar = STRICT
    same_gradients: bool | None
    same_motion: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The network's outputs for one set of held-out inputs, or why there are none.

    `inputs` is the key of the set (`Inputs.key`); the first axis of `outputs` counts its examples.
    `look` says which of the observation's looks gave the values, where `condition` is `look`.
    """

    __pydantic_config__: ClassVar = STRICT
    inputs: str
    outputs: Array | None
    failure: Failure | None = None
    condition: Condition = "trained"
    look: int | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """The tests that pytest found in a suite, in their order, before any of the student's code ran; or why none."""

    __pydantic_config__: ClassVar = STRICT
    names: tuple[str, ...]
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one test, the `number`-th of those collected. A claim: the student's code ran beside it."""

    __pydantic_config__: ClassVar = STRICT
    number: int
    outcome: Literal["passed", "failed", "skipped"]
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """One run of the suite with this `key`: its tests, and their results in the same order, fewer if it broke off.

    `ended` is the phase that it broke off in, or the last one. `control` is what came of a last test that must fail.
    """

    __pydantic_config__: ClassVar = STRICT
    key: str
    names: tuple[str, ...]
    results: tuple[Result, ...]
    ended: Phase
    control: Result | None = None


LEFT_OUT = "bytes left out …]"
"""Ends the line that stands in a stream for what was cut out of it."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What the student's code printed, on `stdout`; `stderr` has errors and warnings, Python's and the grader's too.

    Both are capped, and freed of control characters; `truncated` says that more was printed than is kept.
    """

    __pydantic_config__: ClassVar = STRICT
    stdout: str = ""
    stderr: str = ""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """Everything seen of one submission in one seeded attempt.

    `gpu_memory` is the most that the training child's tensors took on a GPU, in bytes; None where there is none, or
    where the child ended before it could say so.
    """

    __pydantic_config__: ClassVar = STRICT
    seed: int
    phases: tuple[Phase, ...]
    forward: Forward | None = None
    network: Network | None = None
    training: Training | None = None
    replaced: Replaced | None = None
    looks: tuple[Look, ...] = ()
    answers: tuple[Answer, ...] = ()
    traced: tuple[Traced, ...] = ()
    touched: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    suites: tuple[SuiteRun, ...] = ()
    printed: Printed = field(default_factory=Printed)
    sandbox: tuple[SandboxLayer, ...] = ()
    machine: Machine | None = None
    gpu_memory: int | None = None

    def phase(self, name: PhaseName) -> Phase:
        """Return how the phase `name` ended; `not_reached` where it never began."""
        for phase in self.phases:
            if phase.name == name:
                return phase
        return Phase(name, "not_reached", 0.0)

    def answer(self, inputs: str, condition: Condition = "trained", look: int | None = None) -> Answer | None:
        """Return the outputs for the set of inputs with key `inputs`, None if it was never asked."""
        asked = (a for a in self.answers if (a.inputs, a.condition, a.look) == (inputs, condition, look))
        return next(asked, None)
