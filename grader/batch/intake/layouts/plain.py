"""No platform: each file or each folder at the top is one student's, who is called like it."""

from pathlib import PurePosixPath

from grader.batch.intake.claim import Attribution, Claim, Owner
from grader.batch.intake.handed_in import Student
from grader.batch.intake.tree import Tree
from grader.batch.intake.usable import is_usable


def read(tree: Tree) -> Attribution:
    """Return who handed in what. A file at the top that no hand-in consists of, such as a PDF, is nobody's.

    `ada.py`, `ada.ipynb` and the folder `ada` are one student's.
    """
    claims = {}
    files, empty = set(tree.files), set(tree.empty)
    for path in tree.paths:
        if len(path) > 1 or path in empty:
            claims[path] = Claim(_owner(path[0]), path[1:])
        elif is_usable(path[0]) and path[0] in files:
            claims[path] = Claim(_owner(PurePosixPath(path[0]).stem), path)
    return Attribution(claims)


def _owner(name: str) -> Owner:
    """Return whoever is called `name`, which may be any of the ids that a sheet knows."""
    email = name if "@" in name else ""
    login = "" if email or " " in name else name
    return Owner(name, (Student(name, id=name if name.isdigit() else "", email=email, login=login),))


def unwrapped(tree: Tree) -> Tree:
    """Return the tree in a folder that somebody put around the whole class, if there is one.

    A single folder is such a one if it is called like what it lies in, or holds several folders and nothing else.
    """
    inner = tree.inner()
    if inner is None:
        return tree
    around = inner.name == tree.name or (len(inner.folders) > 1 and not inner.files)
    return unwrapped(inner) if around else tree
