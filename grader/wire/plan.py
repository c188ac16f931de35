"""What a confined child is told to do. Holds no target, threshold or point."""

import hashlib
from dataclasses import astuple, dataclass
from typing import Literal

from grader.wire.observation import PhaseName

Role = Literal["train", "evaluate", "test"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: wall-clock seconds for each phase, bytes, and a count of processes.

    `gpu_memory` bounds each process's tensors on a GPU.
    """

    load: float = 20.0
    train: float = 120.0
    evaluate: float = 20.0
    memory: int = 2 * 1024**3
    output: int = 1024**2
    disk: int = 64 * 1024**2
    processes: int = 64
    gpu_memory: int = 2 * 1024**3

    @property
    def most_printed(self) -> int:
        """Bytes after which a run is ended; what is printed beyond `output` is dropped before that."""
        return 10 * self.output

    def seconds(self, phase: PhaseName) -> float:
        """Return how long a phase may take."""
        match phase:
            case "load" | "build":
                return self.load
            case "train":
                return self.train
            case "evaluate":
                return self.evaluate


@dataclass(frozen=True, slots=True)
class Suite:
    """An instructor's pytest file: its name, its text, and the seconds that each of its tests may take."""

    name: str
    text: str
    timeout: float

    @property
    def key(self) -> str:
        """A stable name for this suite: equal for equal ones."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Plan:
    """One child's whole task.

    `train` names the training function; when it is None the file is a script, and `trained`
    names the variable that holds the network afterwards. `probe_input` is the shape of one
    example (without a batch dimension) that the layers are looked at with. `cells` names the files
    of a notebook's cells, which run in order in one module; without any, `main` is a Python file.
    With an empty `network` there is none: the file runs, and that is its training. `variables` are looked at then.
    Each of the `suites` is run by a child of its own, the only one that gets it.
    `device` is `cpu`, `cuda` for any GPU, or `cuda:0`, `cuda:1`, … for a certain one.
    """

    role: Role
    main: str
    network: str
    train: str | None
    trained: str | None
    seed: int
    device: str
    limits: Limits
    probe_input: tuple[int, ...] | None
    cells: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    suites: tuple[Suite, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: a path relative to the submission, with forward slashes, and its bytes.

    What the rubric `provided` can't be written to.
    """

    path: str
    content: bytes
    provided: bool = False
