"""What a platform's folder or zip holds, in one shape for all platforms."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Student:
    """Who. Any of the ids may be empty: a platform tells what it tells."""

    name: str
    id: str = ""
    email: str = ""
    login: str = ""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One hand-in. A group has several students where the platform names them.

    `key` is unique in the batch, made of lower-case letters, digits and `-` only, and the same in every run.
    `path` is what to grade: the hand-in's only file, its zip, or a folder with nothing but the hand-in's files.
    `earlier` names the versions that this one replaces. `problem` says why nothing can be graded; else empty.
    """

    key: str
    students: tuple[Student, ...]
    path: Path
    when: datetime | None = None
    late: bool = False
    earlier: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """All hand-ins by key, the files that are nobody's, and what was left out and why."""

    layout: str
    handed_in: tuple[HandedIn, ...]
    unattributed: tuple[str, ...]
    notes: tuple[str, ...]
