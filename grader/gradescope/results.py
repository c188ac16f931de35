"""`results.json`, as Gradescope reads it.

Source: gradescope-autograders.readthedocs.io, "Specifications". Fields that are None are left out.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from grader.report import Finite, Visibility

MOST_CHARACTERS = 100_000
"""The site cuts a longer text in its middle."""


class Part(BaseModel):
    """A frozen part of the file; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Test(Part):
    """One row: a check, or a note with 0 points."""

    name: str
    score: Finite
    max_score: Finite
    status: Literal["passed", "failed"] | None = None
    output: str = ""
    output_format: Literal["html"] = "html"
    visibility: Visibility = "visible"


class Leader(Part):
    """One column of the leaderboard."""

    name: str
    value: Finite
    order: Literal["asc", "desc"] = "asc"


class Results(Part):
    """The whole file. The score is the sum of the rows': a top-level one would replace it."""

    tests: tuple[Test, ...]
    output: str
    output_format: Literal["html"] = "html"
    execution_time: Finite
    stdout_visibility: Visibility = "hidden"
    leaderboard: tuple[Leader, ...] | None = None
    extra_data: dict[str, Any] | None = None

    def json_bytes(self) -> bytes:
        """Return the file's content."""
        return self.model_dump_json(indent=1, exclude_none=True).encode()
