"""The part of a rubric that says how a submission is called, and within which limits."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from grader.beside import PATH, existing
from grader.device import CHOICES, CPU, PATTERN, is_device
from grader.fault import Fault, expected, faulty
from grader.identifier import Identifier
from grader.measures import Bytes, Seconds
from grader.wire.frames import MAX_BLOB
from grader.wire.plan import Limits, SourceFile

_USUAL = Limits()
_LARGEST = MAX_BLOB
"""Bytes of one file, which travels in one message."""


class Part(BaseModel):
    """A mapping of the rubric file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _file(path: Path) -> Path:
    size = path.stat().st_size if path.is_file() else 0
    if not 0 < size <= _LARGEST:
        found, hint = (f"{size} bytes", "") if path.is_file() else ("a folder", "name its files one by one")
        raise faulty(Fault(f"expected a file of 1 byte to {_LARGEST // 2**20} MiB, found {found}", hint))
    return path


class SubmissionSpec(Part):
    """What a submission must hold: a network class, and how it is trained. Or it is a script without a network."""

    network: Annotated[Identifier | None, Field(description="the network's class, built with no arguments")] = None
    train: Annotated[Identifier | None, Field(description="the function that trains the network")] = None
    trained: Annotated[
        Identifier | None,
        Field(description="in a script, which has no such function, the variable that holds the trained network"),
    ] = None
    script: Annotated[
        Literal[True] | None,
        Field(description="`true` for a file without a network: it runs as it is, and its variables are looked at"),
    ] = None
    provides: Annotated[
        tuple[Annotated[Path, existing("a file for students"), AfterValidator(_file), PATH], ...],
        Field(description="files that lie beside the submission when it runs, such as its training data"),
    ] = ()

    @property
    def provided(self) -> tuple[SourceFile, ...]:
        """The files in `provides`, as they lie beside the submission."""
        return tuple(SourceFile(path.name, path.read_bytes(), provided=True) for path in self.provides)

    @model_validator(mode="after")
    def _one_way_to_train(self) -> "SubmissionSpec":
        if self.script:
            for name in ("network", "train", "trained"):
                if getattr(self, name) is not None:
                    hint = "a script has no network; leave `script` out where there is one"
                    raise faulty(Fault(f"expected `script` alone, found it with `{name}`", hint, (name,)))
            return self
        if self.network is None:
            raise faulty(Fault("expected `network`, found none", "`script: true` says that there is none"))
        if self.train is None and self.trained is None:
            hint = "`train` names a function; `trained` names a variable, where the file is a script; or both"
            raise faulty(Fault("expected `train` or `trained`, found neither", hint))
        return self


class LimitsSpec(Part):
    """What one run of a submission may use."""

    load: Annotated[Seconds, Field(description="time to load the file")] = _USUAL.load
    train: Annotated[Seconds, Field(description="time to train")] = _USUAL.train
    evaluate: Annotated[Seconds, Field(description="time to answer the held-out inputs")] = _USUAL.evaluate
    memory: Annotated[Bytes, Field(description="memory of all its processes")] = _USUAL.memory
    output: Annotated[Bytes, Field(description="what may be printed; ten times as much ends the run")] = _USUAL.output
    disk: Annotated[Bytes, Field(description="how much may be written to files")] = _USUAL.disk
    processes: Annotated[int, Field(ge=1, le=4096, description="how many processes")] = _USUAL.processes
    gpu_memory: Annotated[Bytes, Field(description="memory of each process's tensors on a GPU")] = _USUAL.gpu_memory

    @property
    def limits(self) -> Limits:
        """The limits as they travel to the sandbox."""
        return Limits(**self.model_dump())


def _device(value: str) -> str:
    if is_device(value):
        return value
    raise expected("a device", value, CHOICES)


class Run(Part):
    """How submissions are run."""

    device: Annotated[
        str,
        AfterValidator(_device),
        Field(description="where tensors live", json_schema_extra={"pattern": PATTERN}),
    ] = CPU
    seed: Annotated[int, Field(ge=0, lt=2**31, description="the first attempt's seed")] = 0
    attempts: Annotated[int, Field(ge=1, le=10, description="the best of so many seeded attempts counts")] = 3
    limits: LimitsSpec = LimitsSpec()
