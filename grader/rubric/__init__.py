"""A rubric: how a submission is called and run, and which checks judge it."""

import os
from functools import reduce
from graphlib import TopologicalSorter
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from grader.beside import PATH, existing, named
from grader.check import Check
from grader.checks import KINDS
from grader.errors import RubricError, UsageError
from grader.fault import faulty, nearest
from grader.rubric.contradictions import contradictions
from grader.rubric.run_spec import LimitsSpec, Part, Run, SubmissionSpec
from grader.rubric.validation_faults import explained
from grader.rubric.yaml_source import Source, parse
from grader.shipped import shipped

__all__ = ["LimitsSpec", "Rubric", "Run", "SubmissionSpec", "find", "load", "read"]

_MOST_BYTES = 2**20

if TYPE_CHECKING:
    AnyCheck = Check
else:
    AnyCheck = Annotated[reduce(or_, KINDS.values()), Field(discriminator="check")]


class Rubric(Part):
    """A whole rubric file."""

    title: Annotated[str, Field(min_length=1, description="the heading of reports")]
    submission: Annotated[SubmissionSpec, Field(description="how a submission is called")]
    run: Annotated[Run, Field(description="how submissions are run")] = Run()
    reference: Annotated[
        Annotated[Path, existing("a reference solution"), PATH] | None,
        Field(description="a solution that earns full marks; its path starts at the rubric's folder"),
    ] = None
    leaderboard: Annotated[
        tuple[Literal["held_out_loss", "parameters"], ...],
        Field(description="what students compare on the platform's leaderboard, if anything"),
    ] = ()
    equivalent_mistakes: Annotated[
        dict[str, str],
        Field(
            default_factory=dict,
            description="mistakes of `grade rubric check` that may keep all points, each with the reason why",
        ),
    ]
    checks: Annotated[
        tuple[AnyCheck, ...],
        Field(min_length=1, description="what is judged, in this order"),
        AfterValidator(lambda checks: tuple(check.completed(checks) for check in checks)),
    ]

    _name: str = PrivateAttr("")
    _sha256: str = PrivateAttr("")

    def model_post_init(self, context: Any, /) -> None:
        """Take name and hash from the file that was read."""
        if isinstance(context, Source):
            self._name = context.path.stem
            self._sha256 = context.sha256

    @model_validator(mode="after")
    def _consistent(self) -> "Rubric":
        if faults := tuple(
            contradictions(
                self.checks,
                has_reference=self.reference is not None,
                has_network=self.submission.network is not None,
            )
        ):
            raise faulty(*faults)
        return self

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self._name

    @property
    def sha256(self) -> str:
        """The hash of the file's bytes."""
        return self._sha256

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file and folder that it names, each once: they have to go wherever it goes."""
        return tuple(sorted(set(named(self))))

    @property
    def in_order_of_requirement(self) -> tuple[Check, ...]:
        """The checks, each after those that it requires."""
        checks = {check.id: check for check in self.checks}
        order = TopologicalSorter({check.id: check.requires for check in self.checks})
        return tuple(checks[name] for name in order.static_order())

    @property
    def max_score(self) -> float:
        """The points of all checks together."""
        return sum(check.points for check in self.checks)


def load(path: Path) -> Rubric:
    """Return the rubric in the file `path`. Raises `RubricError` for anything wrong with it."""
    if not path.is_file():
        raise RubricError("expected a rubric file, found none", where=str(path))
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise RubricError(f"expected a readable file, found: {error.strerror}", where=str(path)) from None
    return read(content, path)


def read(content: bytes, path: Path) -> Rubric:
    """Return the rubric in `content`, the bytes of the file `path`. Raises `RubricError`."""
    if len(content) > _MOST_BYTES:
        raise RubricError(f"expected a file of at most {_MOST_BYTES // 2**20} MiB, found more", where=str(path))
    source = parse(content, path)
    try:
        return Rubric.model_validate(source.data, strict=True, context=source)
    except ValidationError as error:
        raise explained(error, source, Rubric) from None


def find(name_or_path: str) -> Path:
    """Return the path of a rubric file, given its path or a shipped rubric's name. Raises `UsageError`."""
    if os.path.isfile(name_or_path):  # noqa: PTH113  Path.is_file raises for some odd names
        return Path(name_or_path)
    rubrics = shipped("rubrics")
    known = {path.stem: path for path in sorted([*rubrics.glob("*.yaml"), *rubrics.glob("more/*.yaml")])}
    if name_or_path in known:
        return known[name_or_path]
    here = [file for ending in (".yaml", ".yml") if os.path.isfile(file := f"{name_or_path}{ending}")]  # noqa: PTH113
    raise UsageError(
        f"expected a rubric's path or the name of a shipped one, found `{name_or_path}`",
        hint=f"did you mean the file `{here[0]}`?" if here else nearest(Path(name_or_path).stem, known),
    )
