"""nbgrader's course folder: `submitted/{student}/{assignment}/…`, with the time in `timestamp.txt`."""

from collections.abc import Iterator
from datetime import datetime

from grader.batch.intake.claim import Attribution, Claim, Owner
from grader.batch.intake.copying import DAMAGED
from grader.batch.intake.handed_in import Student
from grader.batch.intake.times import moment
from grader.batch.intake.tree import Parts, Tree
from grader.errors import UsageError
from grader.fault import nearest

_SUBMITTED = "submitted"
_STAMP = "timestamp.txt"
_LONGEST = 200
_FILE = 3
"""Names in the path of a file: a student's, an assignment's and its own."""


def recognise(tree: Tree) -> bool:
    """A `submitted` folder has notebooks or time stamps where nbgrader puts them, or the tree is one with stamps."""
    below = _SUBMITTED in tree.folders
    inside = [parts for entry in tree.entries if (parts := _split(entry.parts, _FILE, below))]
    stamped = any(parts[2:] == (_STAMP,) for parts in inside)
    return stamped or (below and any(parts[-1].endswith(".ipynb") for parts in inside))


def read(tree: Tree, assignment: str = "") -> Attribution:
    """Return who handed in what for `assignment`; with one in the tree it need not be named.

    Raises `UsageError` where several are there and none is named, or another than the one named.
    """
    below = _SUBMITTED in tree.folders
    split = {entry.parts: parts for entry in tree.entries if (parts := _split(entry.parts, _FILE, below))}
    split |= {path: parts for path in tree.empty if (parts := _split(path, _FILE - 1, below))}
    assignment = _chosen(assignment, sorted({parts[1] for parts in split.values()}), tree.name)
    chosen = {path: parts for path, parts in split.items() if parts[1] == assignment}
    others = split.keys() - chosen.keys()
    stamps = dict(_stamps(tree, chosen))
    claims = {path: Claim(_owner(parts[0]), parts[2:], when=stamps.get(parts[0])) for path, parts in chosen.items()}
    notes = (f"left out {len(others)} files of other assignments than {assignment}",) if others else ()
    return Attribution(claims, frozenset(others), notes)


def _split(path: Parts, least: int, below: bool) -> Parts | None:
    """Return (student, assignment, path in it …) where there are at least so many, perhaps `below` a `submitted`."""
    inside = path
    if below:
        inside = path[1:] if path[0] == _SUBMITTED else ()
    return inside if len(inside) >= least else None


def _chosen(assignment: str, assignments: list[str], where: str) -> str:
    if assignment and assignment not in assignments:
        hint = nearest(assignment, assignments)
        raise UsageError(f"expected an assignment of this course; found `{assignment}`", where=where, hint=hint)
    if len(assignments) > 1 and not assignment:
        raise UsageError(
            f"expected one assignment; found {len(assignments)}: {', '.join(assignments)}",
            where=where,
            hint=f"name one, such as `--layout nbgrader:{assignments[0]}`",
        )
    return assignment or "".join(assignments)


def _owner(student: str) -> Owner:
    return Owner(student, (Student(student, id=student, login=student),))


def _stamps(tree: Tree, chosen: dict[Parts, Parts]) -> Iterator[tuple[str, datetime | None]]:
    for entry in tree.entries:
        if not entry.unreadable and entry.parts in chosen and chosen[entry.parts][2:] == (_STAMP,):
            try:
                with entry.open() as file:
                    yield chosen[entry.parts][0], moment(file.read(_LONGEST).decode(errors="replace"))
            except DAMAGED:
                continue
