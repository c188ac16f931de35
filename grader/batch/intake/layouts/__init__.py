"""The layouts that are known. Each has a file with `recognise` and `read`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from grader.batch.intake.claim import Attribution
from grader.batch.intake.layouts import canvas, github, gradescope, moodle, nbgrader, plain
from grader.batch.intake.tree import Tree
from grader.errors import UsageError
from grader.fault import nearest


@dataclass(frozen=True, slots=True)
class Layout:
    """How one platform arranges files."""

    name: str
    recognise: Callable[[Tree], bool]
    read: Callable[[Tree], Attribution]


LAYOUTS = (
    Layout("gradescope", gradescope.recognise, gradescope.read),
    Layout("moodle", moodle.recognise, moodle.read),
    Layout("nbgrader", nbgrader.recognise, nbgrader.read),
    Layout("github", github.recognise, github.read),
    Layout("canvas", canvas.recognise, canvas.read),
)
"""The platforms', the most certain first."""

PLAIN = Layout("plain", lambda tree: bool(tree.paths), plain.read)

_DEEPEST = 4
"""Folders around a class: the zip's own, one that unpacking made, and a spare one or two."""


def named(word: str) -> Layout:
    """Return the layout for a word of the command line. `nbgrader:ps1` names an assignment too.

    Raises `UsageError` for a word that names none.
    """
    name, _, assignment = word.partition(":")
    layouts = {layout.name: layout for layout in (*LAYOUTS, PLAIN)}
    if name not in layouts or (assignment and name != "nbgrader"):
        raise UsageError(f"expected the name of a layout; found `{word}`", hint=nearest(name, layouts))
    if assignment:
        return Layout(name, nbgrader.recognise, partial(nbgrader.read, assignment=assignment))
    return layouts[name]


def recognised(tree: Tree, wanted: Layout | None) -> tuple[Layout, Tree]:
    """Return the layout (the one that is `wanted`, if any) and the level of the tree at which it begins.

    A platform's layout may begin below folders that somebody wrapped around it.
    """
    for level in _levels(tree):
        for layout in [wanted] if wanted else LAYOUTS:
            if layout.name != PLAIN.name and layout.recognise(level):
                return layout, level
    return wanted or PLAIN, plain.unwrapped(tree)


def _levels(tree: Tree) -> Iterator[Tree]:
    level: Tree | None = tree
    for _ in range(_DEEPEST):
        if level is None:
            return
        yield level
        level = level.inner()
