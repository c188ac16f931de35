"""What a layout says of a file: whose it is, and what it is called there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from grader.batch.intake.handed_in import Student
from grader.batch.intake.tree import Parts


@dataclass(frozen=True, slots=True)
class Owner:
    """Who handed in. Files whose owners have the same `identity` are one hand-in."""

    identity: str
    students: tuple[Student, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A file or an empty folder that is somebody's.

    `place` is its path in the hand-in. Of the claims that share an owner and a `slot`, only those of the
    highest `version` count; `earlier` names versions that the platform tells of but doesn't hand out.
    `instead` says what this is where a platform gives no file.
    """

    owner: Owner
    place: Parts = ()
    slot: str = ""
    version: int = 0
    when: datetime | None = None
    late: bool = False
    earlier: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A layout's reading of a tree. What is neither claimed nor `spoken_for` is nobody's.

    `spoken_for` are the platform's own files, and files that `notes` tell of.
    """

    claims: Mapping[Parts, Claim]
    spoken_for: frozenset[Parts] = frozenset()
    notes: tuple[str, ...] = ()
