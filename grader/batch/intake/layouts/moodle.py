"""Moodle: a folder a student, or the same with everything in the file's name.

`{full name}_{unique id}_assignsubmission_file[_]/…`, flat `{full name}_{unique id}_assignsubmission_file_{file}`.
Blind marking writes `Participant` for the name, a team its own. `onlinetext` is what was typed in,
`assignfeedback` what teachers sent back. Moodle writes blanks for `_` in names, so that the first one ends it.
"""

import re

from grader.batch.intake.claim import Attribution, Claim, Owner
from grader.batch.intake.handed_in import Student
from grader.batch.intake.tree import Parts, Tree

_PREFIX = re.compile(
    r"(?P<who>[^_]+)_(?P<id>[0-9]+)_assign(?P<side>submission|feedback)_(?P<kind>[a-z]+)(_(?P<file>.*))?", re.DOTALL
)


def recognise(tree: Tree) -> bool:
    """Any name at the top has Moodle's `_assignsubmission_` or `_assignfeedback_` behind an id."""
    return any(_PREFIX.fullmatch(name) for name in (*tree.folders, *tree.files))


def read(tree: Tree) -> Attribution:
    """Return who handed in what. Names tell no time."""
    found = {path: _claim(path) for path in tree.paths}
    return Attribution({path: claim for path, claim in found.items() if claim})


def _claim(path: Parts) -> Claim | None:
    top, *below = path
    match = _PREFIX.fullmatch(top)
    if match is None or match["side"] == "feedback":
        return None
    owner = Owner(match["id"], (Student(match["who"].strip(), id=match["id"]),))
    place = (match["file"], *below) if match["file"] else tuple(below)
    return Claim(owner, place, instead="text typed into Moodle" if match["kind"] == "onlinetext" else "")
