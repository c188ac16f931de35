"""Everything that can go wrong for a person who runs `grade`, drawn as one tree.

    GradeError
    ├── UsageError            exit 2   a path or an option is wrong
    ├── RubricError           exit 2   the rubric file is wrong
    └── InfrastructureError   exit 3   the grader itself or its sandbox could not work
        ├── RefusedError      exit 3   strict mode: the sandbox lacks a layer; trying again can't help
        ├── DeviceError       exit 3   the GPU that was asked for is missing, busy or broken
        ├── OutOfTimeError    exit 3   no time is left for another attempt; what was graded before counts
        └── UnwritableError   exit 3   a file can't be written: no room, or no such place

What goes wrong inside a submission is no error of ours: it is an outcome in the report.
"""

from typing import ClassVar


class GradeError(Exception):
    """Say what was expected, what was found, where, and what to do."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\nhint: {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"


class UsageError(GradeError):
    """A path or an option is wrong."""


class RubricError(GradeError):
    """The rubric file is wrong."""


class InfrastructureError(GradeError):
    """The grader itself or its sandbox could not work; never counted against a student."""

    exit_code: ClassVar[int] = 3


class RefusedError(InfrastructureError):
    """The sandbox lacks a layer that strict mode asks for, so no student code was run."""


class DeviceError(InfrastructureError):
    """The GPU that was asked for is missing, busy or broken."""


class OutOfTimeError(InfrastructureError):
    """No time is left for another attempt."""


class UnwritableError(InfrastructureError):
    """A file can't be written."""
