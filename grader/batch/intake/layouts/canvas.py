"""Canvas: one flat folder, everything in the file's name.

`{name}[_LATE]_{user id}_{attachment id}_{file}`, or `[LATE_]anon_{id}_{attachment id}_{file}`. A text that was
typed in ends in `_text.html`, a link in `_link.html`, both without an attachment. A group's name stands where
else the student's does. A file that was handed in again has `-1`, `-2`, … behind its stem.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from grader.batch.intake.claim import Attribution, Claim, Owner
from grader.batch.intake.handed_in import Student
from grader.batch.intake.tree import Parts, Tree

_NAMED = re.compile(r"(?P<who>.+?)(?P<late>_LATE)?_(?P<id>[0-9]+)_(?P<attachment>[0-9]+)_(?P<file>.+)", re.DOTALL)
_ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<id>[0-9A-Za-z]+)_(?P<attachment>[0-9]+)_(?P<file>.+)", re.DOTALL)
_TYPED = re.compile(r"(?P<who>.+?)(?P<late>_LATE)?_(?P<id>[0-9]+)_(?P<file>(text|link)\.html)", re.DOTALL)
_TYPED_ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<id>[0-9A-Za-z]+)_(?P<file>(text|link)\.html)", re.DOTALL)
_AGAIN = re.compile(r"(?P<stem>.+)-(?P<version>[1-9][0-9]{0,2})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Name:
    owner: Owner
    late: bool
    attachment: int
    file: str


def recognise(tree: Tree) -> bool:
    """At least half of what lies at the top are files named as Canvas names them."""
    named = sum(_parsed(name) is not None for name in tree.files)
    return named > 0 and 2 * named >= len(tree.files) + len(tree.folders)


def read(tree: Tree) -> Attribution:
    """Return who handed in what. Names tell no time, only whether it was late."""
    names: dict[Parts, _Name] = {(file,): name for file in tree.files if (name := _parsed(file))}
    versions = _versions(names)
    return Attribution({path: _claim(name, versions[path]) for path, name in names.items()})


def _parsed(name: str) -> _Name | None:
    for pattern in (_ANONYMOUS, _TYPED_ANONYMOUS, _NAMED, _TYPED):
        if match := pattern.fullmatch(name):
            found = match.groupdict()
            who = found.get("who")
            student = Student(who or f"Anonymous {found['id']}", id=found["id"])
            owner = Owner(found["id"] if who else f"anon {found['id']}", (student,))
            return _Name(owner, bool(found["late"]), int(found.get("attachment") or 0), found["file"])
    return None


def _claim(name: _Name, slot: tuple[str, int]) -> Claim:
    file, version = slot
    typed = {"text.html": "text typed into Canvas", "link.html": "a link"}.get(name.file, "")
    return Claim(name.owner, (file,), file, version, late=name.late, instead="" if name.attachment else typed)


def _versions(names: dict[Parts, _Name]) -> dict[Parts, tuple[str, int]]:
    """Return each file's own name and version. A number is a version only if later ones were uploaded later."""
    families: dict[tuple[str, str], list[tuple[int, int, Parts]]] = defaultdict(list)
    for path, name in names.items():
        own, version = _numbered(name.file)
        families[name.owner.identity, own].append((version, name.attachment, path))
    found: dict[Parts, tuple[str, int]] = {}
    for (_, own), family in families.items():
        family.sort()
        in_order = all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(family))
        found |= {path: (own, version) if in_order else (names[path].file, 0) for version, _, path in family}
    return found


def _numbered(file: str) -> tuple[str, int]:
    path = PurePosixPath(file)
    again = _AGAIN.fullmatch(path.stem)
    return (f"{again['stem']}{path.suffix}", int(again["version"])) if again else (file, 0)
