"""`grade pack`: the zip that an instructor uploads, with all that the container needs besides torch."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from grader.errors import RubricError
from grader.gradescope.wheel import wheel, zipped
from grader.rubric import load

_HERE = Path(__file__).parent
_SCRIPTS = ("setup.sh", "run_autograder")


def pack(rubric: Path) -> bytes:
    """Return the zip for `rubric`. The same rubric and version of grade make the same bytes.

    Raises `RubricError` for a rubric that can't be loaded, or whose reference could not lie beside it there.
    """
    load(rubric)
    return zipped(sorted(_files(rubric)))


def _files(rubric: Path) -> Iterator[tuple[str, bytes, int]]:
    for script in _SCRIPTS:
        yield script, (_HERE / script).read_bytes(), 0o755
    yield (*wheel(), 0o644)
    yield "rubric/rubric.yaml", rubric.read_bytes(), 0o644
    yield from _named_files(rubric)


def _named_files(rubric: Path) -> Iterator[tuple[str, bytes, int]]:
    """Yield what the rubric names, where its own words for the place will find it."""
    for said in sorted(set(_names(yaml.safe_load(rubric.read_bytes())))):
        inside = posixpath.normpath(posixpath.join("rubric", said))
        if posixpath.isabs(said) or inside.startswith(".."):
            raise RubricError(
                f"expected files at most one folder above the rubric, to pack; found {said}",
                where=str(rubric),
                hint="put it beside the rubric, or into a folder beside the rubric's",
            )
        named = rubric.parent / said
        if named.is_file():
            yield inside, named.read_bytes(), 0o644
            continue
        for path in sorted(named.rglob("*.py")):
            yield f"{inside}/{path.relative_to(named).as_posix()}", path.read_bytes(), 0o644


def _names(data: dict[str, Any]) -> Iterator[str]:
    """Yield the reference, what students are provided with, what is held out, and the instructor's tests."""
    yield from filter(None, [data.get("reference")])
    yield from data["submission"].get("provides", ())
    yield from filter(None, (check.get(key) for check in data["checks"] for key in ("held_out", "file")))
